"""THE OUTSIDE WORLD, IN SMALL: Telegram and SMSC as local stand-ins; knows nothing of the bot."""
