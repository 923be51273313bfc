"""`make screenshots`: the README's pictures, taken from the sandbox as a person with a phone or a desk would see it."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which

from playwright.async_api import Browser, Page, async_playwright

from bot import demo

PICTURES = Path("docs/pictures")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser_path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if browser_path is None:
        sys.exit("the pictures need Chromium and an emoji font: apt-get install chromium fonts-noto-color-emoji")
    asyncio.run(take(browser_path))


async def take(browser_path: str) -> None:
    async with demo.opened() as sandbox, async_playwright() as library:
        browser = await library.chromium.launch(executable_path=browser_path, args=list(ARGUMENTS))
        await fill(sandbox)
        await picture(browser, sandbox.page_url, "desk-light", DESK, "light")
        await picture(browser, sandbox.page_url, "phone-dark", PHONE, "dark")
        await count(sandbox)
        await picture(browser, sandbox.page_url, "statistics-dark", PHONE, "dark")
        await write(sandbox)
        await picture(browser, sandbox.page_url, "message-light", PHONE, "light")
        await browser.close()


async def fill(sandbox: demo.Sandbox) -> None:
    """A short day with the bot."""
    anna = sandbox.telegram.cloud.people[demo.ANNA]
    private = sandbox.telegram.private(anna)

    async def said(text: str, expected: Callable[[str], bool]) -> None:
        asked = await private.say(anna, text)
        await private.wait_for(lambda message: message.by_bot and message.id > asked.id and expected(message.text))

    await said("/operator 79991234567", lambda text: "250" in text)
    await said("/stats 7d", lambda text: "📊" in text)
    await said("/verify 8 999 123-45-67", lambda text: "⏳" in text)
    await sandbox.smsc.call_comes(login=demo.LOGIN, phone="79991234567")
    await private.wait_for(lambda message: message.text.startswith("✅"))
    await sandbox.smsc.sms_arrives(login=demo.LOGIN, phone="79161234567", text="Когда привезёте заказ?")
    await private.wait_for(lambda message: "привезёте" in message.text)
    await said("/buy 74950001122", lambda text: "💰" in text)


async def count(sandbox: demo.Sandbox) -> None:
    """A week in figures and as a picture."""
    anna = sandbox.telegram.cloud.people[demo.ANNA]
    private = sandbox.telegram.private(anna)
    asked = await private.say(anna, "/stats 7d")
    card = await private.wait_for(lambda message: message.by_bot and message.id > asked.id)
    await private.press(anna, "📈", message=card)
    await private.wait_for(lambda message: message.photo is not None)


async def write(sandbox: demo.Sandbox) -> None:
    """An SMS that is quoted, sent and delivered, and one that comes in."""
    anna = sandbox.telegram.cloud.people[demo.ANNA]
    private = sandbox.telegram.private(anna)
    asked = await private.say(anna, "/send 79991234567 Ваш заказ готов, ждём вас до 21:00")
    card = await private.wait_for(lambda message: message.by_bot and message.id > asked.id)
    await private.press(anna, "✅", message=card)
    await private.wait_for(lambda message: message is card and message.text.startswith("📤"))
    id, phone = next(reversed(sandbox.smsc.account(demo.LOGIN).messages))
    await sandbox.smsc.status_changes(login=demo.LOGIN, id=id, phone=phone, status=1)
    await private.wait_for(lambda message: message is card and message.text.startswith("✅"))
    await sandbox.smsc.sms_arrives(login=demo.LOGIN, phone="79991234567", text="Спасибо, буду в семь")
    await private.wait_for(lambda message: "буду в семь" in message.text)


async def picture(browser: Browser, url: str, name: str, size: dict[str, int], scheme: str) -> None:
    context = await browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=2, locale="ru-RU")
    page = await context.new_page()
    await page.goto(url)
    await page.get_by_text("SMSC-бот").first.click()
    await settled(page)
    await page.screenshot(path=PICTURES / f"{name}.png")
    await context.close()


async def settled(page: Page) -> None:
    await page.wait_for_function("document.querySelectorAll('.message, [data-message]').length > 3", timeout=10_000)


if __name__ == "__main__":
    main()
