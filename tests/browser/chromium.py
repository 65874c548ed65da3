"""One headless Chromium of Debian for all browser tests of a process (playwright can be started only once)."""

import shutil

import pytest

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
FLAGS += ["--ignore-certificate-errors"]  # the production profile on loopback signs its own


@pytest.fixture(scope="session")
def chromium():
    """One headless Chromium of Debian for all browser tests."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: the browser tests are left out")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where a browser is at hand

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
