"""A headless Chromium, the accessibility checker, and a page to look at."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 1_000.0
"""Milliseconds."""
PATIENCE = 120 * SECONDS
QUIET = """() => {
  const count = (what) => document.querySelectorAll(what).length;
  const settings = location.search.includes('b=on') ? 2 : 1;
  const pictures = [...document.querySelectorAll('svg.chart')].filter(svg => svg.clientWidth > 0);
  const whole = [...document.querySelectorAll('h2')].some(h => h.innerText === 'Take it away')
    && count('table.three') === settings && pictures.length === 3 * settings
    && count('[data-stale="true"]') === 0;
  const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
  const seen = [state, whole, document.body.innerText.length].join();
  if (seen !== window.lastSeen) { window.lastSeen = seen; window.since = performance.now(); }
  return whole && state === 'notRunning' && performance.now() - window.since > 700;
}"""
"""Whether the page is whole and has been still for a while."""
HARMFUL = ("serious", "critical")


def cannot(reason: str) -> NoReturn:
    """Skip with the reason; where CI runs, everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Seen:
    """A page with what it complained of and whom it asked."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def settled(self) -> Any:
        """The explorer's page when nothing runs any more."""
        self.page.wait_for_function(QUIET, timeout=PATIENCE)
        return self.page


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[[], Any]]:
    """Starts a Chromium; none is downloaded."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        cannot("the browser tests need playwright: pip install 'whorunsit[browser]'")
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        cannot(f"the browser tests need Chromium; none of these was found: {', '.join(CHROMIUMS)}")
    with sync_playwright() as driver:
        yield lambda: driver.chromium.launch(executable_path=program, args=["--no-sandbox"])


@pytest.fixture
def visit(chromium: Callable[[], Any]) -> Iterator[Callable[..., Seen]]:
    """Open an address: ``visit(url, width=1280, height=800, scheme="light")``."""
    browser = chromium()

    def go(url: str, width: int = 1280, height: int = 800, scheme: str = "light") -> Seen:
        size = {"width": width, "height": height}
        seen = Seen(browser.new_context(viewport=size, color_scheme=scheme).new_page())
        seen.page.set_default_timeout(PATIENCE)
        seen.page.on("console", lambda said: _listen(seen, said))
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on("request", lambda request: _watch(seen, request.url))
        seen.page.goto(url)
        return seen

    yield go
    browser.close()


def _listen(seen: Seen, said: Any) -> None:
    if said.type in ("error", "warning"):
        seen.complaints.append(said.text)


def _watch(seen: Seen, url: str) -> None:
    if not re.match(r"https?://127\.0\.0\.1[:/]|file:|data:|blob:", url):
        seen.elsewhere.append(url)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, installed here by npm from the lock file if it isn't yet."""
    script = HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        _install()
    return script.read_text(encoding="utf-8")


def _install() -> None:
    """Into a folder of its own first: another worker may be installing too."""
    npm = shutil.which("npm")
    if npm is None:
        cannot("the accessibility tests need npm, which installs axe-core")
    folder = Path(tempfile.mkdtemp(prefix=".installing-", dir=HERE))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        try:
            (folder / "node_modules").rename(HERE / "node_modules")
        except OSError:
            assert (HERE / "node_modules" / "axe-core").is_dir()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def harm(axe: str) -> Callable[[Any], list[str]]:
    """The serious and critical violations that axe finds in a page, a line each."""

    def find(page: Any) -> list[str]:
        page.evaluate(axe)
        found = page.evaluate("axe.run()")
        assert len(found["passes"]) > 10  # it did look at something
        return [
            f"{broken['impact']} {broken['id']}: {node['html'][:120]}"
            for broken in found["violations"]
            if broken["impact"] in HARMFUL
            for node in broken["nodes"]
        ]

    return find


@pytest.fixture(scope="session")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running explorer of two scenarios: one small, one that isn't sound."""
    if not _has("streamlit"):
        cannot("the explorer needs streamlit: pip install 'whorunsit[explore]'")
    folder = tmp_path_factory.mktemp("scenarios")
    text = (ROOT / "scenarios" / "tiny.toml").read_text(encoding="utf-8")
    small = text.replace("replications = 20", "replications = 12")
    assert small != text
    (folder / "small.toml").write_text(small, encoding="utf-8")
    (folder / "broken.toml").write_text(small.replace("99.9%", "120%"), encoding="utf-8")
    program = Path(sys.executable).with_name("whorunsit")
    port = str(_free_port())
    command = [str(program), "explore", str(folder), "--workers", "1", "--port", port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found is not None
        _wait_for(found[0])
        yield found[0]
        server.terminate()


def _free_port() -> int:
    """Given by the system, so that two workers don't choose the same."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _wait_for(address: str) -> None:
    """Until the server answers that it is well."""
    import time
    from urllib.error import URLError
    from urllib.request import urlopen

    for _ in range(120):
        try:
            with urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except URLError:
            time.sleep(0.5)
    pytest.fail(f"nothing answers at {address}")
