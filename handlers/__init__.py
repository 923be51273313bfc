"""HOW THE BOT BEHAVES: no Telegram, no HTTP server, no SQL."""
