"""`python -m bot` is `smsc-bot`."""

from bot.cli import main

if __name__ == "__main__":
    main()
