"""Opens pages in Chromium and says what is wrong with them: `html.py AXE FOLDER`. Ends with 1 where anything is."""

import base64
import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

# A screen of an office, and a phone.
SIZES = [(1366, 768), (390, 800)]
LEAST = 22  # pages: six reports of a run, several schemes, three of progress, reconciliation, in two languages
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
AXE = "const done = arguments[arguments.length - 1]; axe.run(document, OPTIONS).then((told) => done(told.violations.map((v) => v.id + ' (' + v.impact + ') ' + v.help + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))), (error) => done(['axe: ' + error]))"
WIDE = "return document.documentElement.scrollWidth - innerWidth"
ASKED = "return performance.getEntriesByType('resource').map((one) => one.name)"
FIRST = "return document.activeElement.getAttribute('href')"
SEEN = "const box = document.activeElement.getBoundingClientRect(); return box.width > 1 && box.left >= 0 && box.top >= 0"


class Browser:
    """Chromium, driven over the W3C protocol."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], **quiet)
        for _ in range(300):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        options = {"args": flags, "binary": "/usr/bin/chromium"}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}}
        self.session = self.send("/session", wanted)["sessionId"]

    def send(self, path, body):
        data = json.dumps(body).encode()
        head = {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, head)
        with urllib.request.urlopen(asked, timeout=240) as told:
            return json.load(told)["value"]

    def post(self, path, body):
        return self.send(f"/session/{self.session}{path}", body)

    def run(self, script, kind="sync"):
        return self.post(f"/execute/{kind}", {"script": script, "args": []})

    def size(self, width, height):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.post("/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": size})

    def press(self, key):
        strokes = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.post("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def picture(self, path):
        address = f"http://127.0.0.1:{self.port}/session/{self.session}/screenshot"
        with urllib.request.urlopen(address, timeout=60) as told:
            path.write_bytes(base64.b64decode(json.load(told)["value"]))


def faults(browser, axe, page):
    """What is wrong with a page, each in a line."""
    said = []
    browser.post("/url", {"url": page.resolve().as_uri()})
    # The first stop of the tab key leads to the text, and is seen.
    browser.press("\ue004")
    if browser.run(FIRST) != "#main" or not browser.run(SEEN):
        said.append("the first stop of the tab key does not lead to the text")
    for width, height in SIZES:
        browser.size(width, height)
        wide = browser.run(WIDE)
        if wide > 0:
            said.append(f"at {width}: {wide} wider than the screen")
        # To be looked at, where a folder is given.
        if len(sys.argv) > 3:
            browser.picture(pathlib.Path(sys.argv[3]) / f"{page.parent.name}-{page.stem}-{width}.png")
        browser.run(axe)
        said += [f"at {width}: {one}" for one in browser.run(AXE.replace("OPTIONS", json.dumps(OPTIONS)), "async")]
    asked = [one for one in browser.run(ASKED) if not one.startswith(("file:", "data:"))]
    said += [f"asks {one}" for one in asked]
    said += [f"console: {one['message']}" for one in browser.post("/se/log", {"type": "browser"}) if one["level"] == "SEVERE"]
    return said


def main():
    axe = pathlib.Path(sys.argv[1]).read_text()
    pages = sorted(pathlib.Path(sys.argv[2]).rglob("*.html"))
    if len(pages) < LEAST:
        sys.exit(f"{len(pages)} pages instead of at least {LEAST}: the reports were not made")
    browser = Browser()
    try:
        browser.post("/timeouts", {"script": 240_000})
        bad = 0
        for page in pages:
            for fault in faults(browser, axe, page):
                bad += 1
                print(f"{page.relative_to(sys.argv[2])}: {fault}", flush=True)
    finally:
        browser.driver.terminate()
    print(f"{len(pages)} pages, {bad} faults")
    sys.exit(1 if bad else 0)


main()
