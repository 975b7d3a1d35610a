#!/usr/bin/env python3
"""The desk measured: how long a change of the what-if page takes, and whether its memory grows.

    python3 benches/desk.py --program target/release/jiangbu [--firms 300 10000 100000] [--changes 200] [--minutes 20]

For each number of enterprises a sample is written, the desk is opened on it, and seeded changes are sent as the page
sends them, one after the other: any parameter to any stop of its slider, now and then a reading. `--minutes` goes on
with random requests of every page on the smallest sample and tells the memory every half minute. Standard library only.
"""

import argparse
import html
import json
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PIPELINE = "pipelines/bench.toml"


def project(program, firms, folder):
    """A folder with filings in Parquet and a pipeline that reads them."""
    shutil.copytree(ROOT / "pipelines", folder / "pipelines")
    for other in (folder / "pipelines").glob("*.toml"):
        if other.name not in ("headers.toml", "crosswalk.toml", "qianhai-2026.toml"):
            other.unlink()
    shipped = folder / "pipelines/qianhai-2026.toml"
    text = shipped.read_text(encoding="utf-8").replace('"../sample_data/filings/*.xlsx", ', "")
    text = text.replace("../sample_data", "../data").replace("4200万元", f"{firms * 8}万元")
    shipped.unlink()
    (folder / PIPELINE).write_text(text, encoding="utf-8")
    subprocess.run(
        [program, "sample", "--firms", str(firms), "--format", "parquet", "--out", folder / "data", "--quiet"],
        check=True,
    )


class Desk:
    """An open desk, asked as its own browser asks."""

    def __init__(self, program, folder):
        self.child = subprocess.Popen(
            [program, "desk", ".", "--no-open", "--json", "--lang", "zh-CN"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        address = json.loads(self.child.stdout.readline())["data"]["address"]
        self.base, token = address.split("open?token=")
        self.headers = {"Cookie": f"desk={token}", "Origin": self.base.rsplit("/", 2)[0]}
        self.word = re.search(r'name="desk" content="([^"]*)"', self.get("")).group(1)

    def ask(self, page, body=None, headers=None):
        request = urllib.request.Request(self.base + page, body, self.headers | (headers or {}))
        try:
            with OPENER.open(request, timeout=600) as answer:
                return answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refused:
            return refused.read().decode("utf-8", "replace")

    def get(self, page):
        return self.ask(page)

    def post(self, page, **fields):
        form = urllib.parse.urlencode({"desk": self.word, **fields}).encode()
        return self.ask(page, form, {"Content-Type": "application/x-www-form-urlencoded"})

    def wait(self):
        while not json.loads(self.get("work.json"))["ended"]:
            time.sleep(0.2)

    def attempt(self, values, options):
        body = json.dumps({"pipeline": PIPELINE, "values": values, "options": options}).encode()
        return self.ask("try", body, {"X-Desk": self.word, "Content-Type": "application/json"})

    def mib(self, key="VmRSS"):
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(rf"{key}:\s+(\d+)", status).group(1)) // 1024

    def end(self):
        self.child.terminate()
        self.child.wait()


class Still(urllib.request.HTTPRedirectHandler):
    """Redirects are not followed: what they lead to is asked for on its own."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), Still)


def knobs(page):
    """Each parameter with the texts of some stops of its slider, and each reading with its values."""
    values = []
    for block in re.findall(r'<div class="knob"[^>]*data-knob.*?</div>', page, re.S):
        name = html.unescape(re.search(r'data-knob="([^"]*)"', block).group(1))
        slider = re.search(r'<input type="range"[^>]*>', block)
        if not slider:
            continue
        of = dict(re.findall(r'([\w-]+)="([^"]*)"', slider.group(0)))
        least, most, step = int(of["min"]), int(of["max"]), int(of["data-step"])
        kind, unit = of["data-kind"], html.unescape(of["data-unit"])
        values.append((name, lambda units, kind=kind, unit=unit: text(units, kind, unit), least, most, step))
    options = []
    for block in re.findall(r'<fieldset class="option".*?</fieldset>', page, re.S):
        name = html.unescape(re.search(r'data-option="([^"]*)"', block).group(1))
        options.append((name, re.findall(r'value="([^"]*)"', block)))
    return values, options


def text(units, kind, unit):
    if kind == "percent":
        return f"{units // 100}.{units % 100:02}{unit}"
    if kind == "decimal":
        return f"{units // 10000}.{units % 10000:04}"
    return f"{units}{unit}"


def change(chance, values, options):
    """One to three parameters, and in one of ten a reading."""
    moved = {}
    for name, of, least, most, step in chance.sample(values, chance.randint(1, 3)):
        moved[name] = of(min(most, least + step * chance.randint(0, max(1, (most - least) // step))))
    chosen = {}
    if options and chance.random() < 0.1:
        name, words = chance.choice(options)
        chosen[name] = chance.choice(words)
    return moved, chosen


def latency(program, firms, changes):
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        project(program, firms, folder)
        desk = Desk(program, folder)
        began = time.perf_counter()
        desk.post("read", pipeline=PIPELINE)
        desk.wait()
        read = time.perf_counter() - began
        values, options = knobs(desk.get("whatif?" + urllib.parse.urlencode({"pipeline": PIPELINE})))
        assert values, "the page has sliders"
        chance, took, refused, size = random.Random(firms), [], 0, 0
        for _ in range(changes):
            moved, chosen = change(chance, values, options)
            began = time.perf_counter()
            answer = desk.attempt(moved, chosen)
            took.append(1000 * (time.perf_counter() - began))
            refused += '"faults"' in answer
            size = max(size, len(answer))
        took.sort()
        print(
            f"{firms:>7} firms: read in {read:.1f} s; {changes} changes: median {statistics.median(took):.0f} ms, "
            f"19 of 20 within {took[int(0.95 * len(took))]:.0f}, worst {took[-1]:.0f} ms; "
            f"{refused} were no settings of the scheme; largest answer {size // 1024} KiB; {desk.mib()} MiB, peak {desk.mib('VmHWM')}",
            flush=True,
        )
        desk.end()


def memory(program, firms, minutes):
    """Random requests of every page; what the process holds, every half minute."""
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        project(program, firms, folder)
        desk = Desk(program, folder)
        for work in ("compute", "check", "read"):
            desk.post(work, pipeline=PIPELINE)
            desk.wait()
        run = "runs/" + sorted(path.name for path in (folder / "runs").iterdir())[0]
        values, options = knobs(desk.get("whatif?" + urllib.parse.urlencode({"pipeline": PIPELINE})))
        pages = [
            "", "intake", "ledger", "new", "whatif", "progress", "no-such-page", f"run?run={run}",
            f"awards?run={run}&q=" + urllib.parse.quote("公司"), f"awards?run={run}&q=" + urllib.parse.quote("科技"),
            f"decide?run={run}", "form.xlsx?" + urllib.parse.urlencode({"pipeline": PIPELINE}),
        ]
        chance, asked, began, told = random.Random(7), 0, time.monotonic(), 0
        print(f"{firms} firms, random requests for {minutes} minutes; MiB at the start: {desk.mib()}", flush=True)
        while time.monotonic() - began < 60 * minutes:
            kind = chance.random()
            if kind < 0.6:
                desk.attempt(*change(chance, values, options))
            elif kind < 0.98:
                desk.get(chance.choice(pages))
            else:
                desk.post(chance.choice(["check", "read"]), pipeline=PIPELINE)
                desk.wait()
            asked += 1
            if time.monotonic() - began > 30 * told:
                told += 1
                print(f"  {time.monotonic() - began:6.0f} s  {asked:>7} requests  {desk.mib()} MiB", flush=True)
        print(f"at the end: {asked} requests, {desk.mib()} MiB, peak {desk.mib('VmHWM')}", flush=True)
        desk.end()


def main():
    about = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    about.add_argument("--program", default="target/release/jiangbu", type=pathlib.Path)
    about.add_argument("--firms", nargs="*", default=[300, 10_000, 100_000], type=int)
    about.add_argument("--changes", default=200, type=int)
    about.add_argument("--minutes", default=0, type=float)
    asked = about.parse_args()
    program = asked.program.resolve()
    for firms in asked.firms:
        latency(program, firms, asked.changes)
    if asked.minutes:
        memory(program, min(asked.firms, default=300), asked.minutes)


if __name__ == "__main__":
    main()
