"""The report in a browser: nothing is fetched, nothing overflows, all is readable without script."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import attune

VIEWS = {"desktop": (1280, 900, "light"), "phone": (360, 740, "light"), "small phone": (320, 640, "light"), "dark": (1280, 900, "dark"), "dark phone": (360, 740, "dark")}

PAYLOADS = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    '"><svg onload="window.hit = 1">',
    "</p></li></ol></article><h1>out</h1>",
    "</style><script>window.hit = 1</script>",
    "--><b>out</b><!-- &lt;b&gt; &#60;",
    "javascript:window.hit=1",
    "\u202egnp.exe \u2066x\u2069",
    "tab\tand\nline and \x1b[31m",
    "x" * 5000,
]


def write_report(folder: Path, transcripts: Path) -> Path:
    report = folder / "report.html"
    command = [sys.executable, "-m", "attune", "analyze", str(transcripts), "-o", str(folder / "out.jsonl"), "--report", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return report


def write_transcripts(folder: Path, texts: list[str]) -> Path:
    path = folder / "chats.jsonl"
    roles = ("customer", "agent", "bot", "unknown")
    with path.open("w", encoding="utf-8") as lines:
        for text in texts:
            turns = [{"role": role, "text": text, "agent": text} for role in roles]
            lines.write(json.dumps({"id": text, "customer": text, "team": text, "turns": turns}) + "\n")
    return path


@pytest.fixture(scope="module")
def report(tmp_path_factory, repository) -> Path:
    return write_report(tmp_path_factory.mktemp("report"), repository / "models/samples.jsonl")


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page that is open, with all that it said and asked for."""

    def __init__(self, browser, path: Path, view: str = "desktop", script: bool = True):
        width, height, scheme = VIEWS[view]
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=script)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.add_init_script("document.addEventListener('securitypolicyviolation', (e) => console.log('violation: ' + e.violatedDirective))")
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def overflow(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("view", VIEWS)
def test_page_is_quiet_and_fits(chromium, report, view):
    with Visit(chromium, report, view) as visit:
        visit.page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        assert visit.overflow() == 0
        assert visit.requests == [report.as_uri()]
        assert visit.said == []


def test_page_shows_all_without_script(chromium, report, repository):
    samples = [json.loads(line) for line in (repository / "models/samples.jsonl").read_text(encoding="utf-8").splitlines()]
    with Visit(chromium, report, script=False) as visit:
        assert visit.page.locator("article:visible").count() == len(samples)
        assert not visit.page.locator("#filter").is_visible()
        shown = {text for text in visit.page.locator("p.text").all_text_contents()}
        assert shown == {turn["text"] for sample in samples for turn in sample["turns"]}
        assert visit.page.locator("#list a").count() == len(samples)
        visit.page.locator("#list a").first.click()
        assert visit.page.locator("article:target").count() == 1


def test_page_agrees_with_the_records(chromium, report):
    records = [json.loads(line) for line in (report.parent / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    with Visit(chromium, report) as visit:
        tiles = visit.page.locator(".tiles div").all_inner_texts()
        figures = {lines[0]: int(re.search(r"\d+", lines[1]).group()) for lines in (tile.splitlines() for tile in tiles)}
        assert figures["Need a person"] == sum(record["needs_human"] for record in records)
        assert figures["Began with high stress"] == sum(record["first_turn_high_stress"] for record in records)
        assert figures["Emotion taken up"] == sum(record["acknowledged"] is not None for record in records)
        assert figures["Stock formulas"] == sum(record["empathy"]["formulaic"] for record in records)
        for record in records:
            article = visit.page.locator("article", has=visit.page.locator("h3", has_text=re.compile(f"^{re.escape(record['id'])}$")))
            names = article.locator(".evidence code").all_text_contents()
            for turn in record["turns"]:
                assert {span["tag"] for span in turn.get("spans", [])} <= set(names)
                assert {cue["cue"] for cue in turn.get("cues", [])} <= set(names)


def test_those_who_need_a_person_come_first(chromium, report):
    with Visit(chromium, report) as visit:
        flags = visit.page.locator("#list > li").evaluate_all("rows => rows.map(row => row.dataset.flags.split(' ').includes('human'))")
        assert any(flags) and flags == sorted(flags, reverse=True)


def test_filter_and_search_narrow_both_lists(chromium, report):
    with Visit(chromium, report) as visit:
        page = visit.page
        rows, articles = page.locator("#list > li:visible"), page.locator("article:visible")
        n = rows.count()
        page.get_by_label("A person should look").check()
        flagged = page.locator("#list > li[data-flags~=human]").count()
        assert 0 < flagged < n and rows.count() == articles.count() == flagged
        assert page.locator("#filter output").inner_text() == f"{flagged} of {n} shown"
        page.get_by_label("All", exact=False).first.check()
        page.get_by_role("searchbox").fill("BOUQUET courier")
        assert rows.count() == articles.count() == 1
        page.get_by_role("searchbox").fill("no such words anywhere")
        assert rows.count() == articles.count() == 0
        page.get_by_role("searchbox").fill("")
        assert rows.count() == articles.count() == n
        assert visit.said == []


def test_keyboard_reaches_the_list(chromium, report):
    with Visit(chromium, report) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.className") == "skip"
        visit.page.keyboard.press("Enter")
        assert visit.page.url.endswith("#attention")


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const luminance = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => { for (; element; element = element.parentElement) { const c = rgb(getComputedStyle(element).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('svg') || !element.checkVisibility() || ![...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [luminance(rgb(getComputedStyle(element).color)), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(low)];
}"""


@pytest.mark.parametrize("view", ["desktop", "dark"])
def test_text_has_contrast(chromium, report, view):
    with Visit(chromium, report, view) as visit:
        visit.page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        assert visit.page.evaluate(CONTRAST) == []  # WCAG 2.2, 1.4.3


def test_charts_and_landmarks_have_names(chromium, report):
    with Visit(chromium, report) as visit:
        unnamed = "svgs => svgs.filter(svg => !svg.ariaHidden && svg.firstElementChild?.tagName !== 'title').length"
        assert visit.page.locator("svg").evaluate_all(unnamed) == 0
        ids = visit.page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
        assert len(ids) == len(set(ids))
        for landmark in ("banner", "navigation", "main", "contentinfo", "search"):
            assert visit.page.get_by_role(landmark).count() == 1
        levels = visit.page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(e => Number(e.tagName[1]))")
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))


def check_payloads(chromium, folder: Path, payloads: list[str]) -> None:
    path = write_report(folder, write_transcripts(folder, payloads))
    for view in ("desktop", "small phone"):
        with Visit(chromium, path, view) as visit:
            assert visit.overflow() == 0
            assert visit.requests == [path.as_uri()]
            assert visit.said == []
            assert visit.page.evaluate("window.hit") is None
            assert visit.page.locator("script").count() == visit.page.locator("h1").count() == 1
            assert set(visit.page.locator("p.text").all_text_contents()) == set(payloads)
            assert not visit.page.locator("article img, article script, article style, article iframe, article form, article object").count()
            attributes = visit.page.locator("*").evaluate_all("all => [...new Set(all.flatMap(e => [...e.attributes].map(a => a.name)))]")
            assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "srcdoc", "action", "formaction")]
            assert visit.page.locator("a").evaluate_all("all => all.every(a => a.getAttribute('href').startsWith('#'))")


def test_payloads_stay_text(chromium, tmp_path):
    check_payloads(chromium, tmp_path, PAYLOADS)


def test_payloads_of_dompurify_stay_text(chromium, tmp_path):
    data = os.environ.get("ATTUNE_DATA")
    if not data:
        pytest.skip("ATTUNE_DATA does not say where the data sets are")
    lines = (Path(data) / "hostile/dompurify/test/fixtures/expect.mjs").read_text(encoding="utf-8").splitlines()
    found = [json.loads(match.group(1)) for match in (re.match(r'\s*"payload":\s*(".*"),?$', line) for line in lines) if match]
    assert len(found) >= 200
    for i in range(0, len(found), 100):  # a report shows 200
        folder = tmp_path / str(i)
        folder.mkdir()
        check_payloads(chromium, folder, sorted(set(found[i : i + 100])))


def test_fragments_share_a_page(chromium, analyzer, chat, tmp_path):
    c = analyzer.analyze(chat)
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><p id=own>own</p>{c._repr_html_()}{c._repr_html_()}", encoding="utf-8")
    before = tmp_path / "plain.html"
    before.write_text("<!doctype html><meta charset=utf-8><p id=own>own</p>", encoding="utf-8")
    style = "e => { const s = getComputedStyle(e); return [s.color, s.fontFamily, s.margin, s.fontSize]; }"
    for view in VIEWS:
        with Visit(chromium, path, view) as visit, Visit(chromium, before, view) as plain:
            assert visit.overflow() == 0
            assert visit.said == [] and visit.requests == [path.as_uri()]
            assert visit.page.locator(".attune.fragment [id], .attune.fragment script").count() == 0
            assert visit.page.locator("#own").evaluate(style) == plain.page.locator("#own").evaluate(style)


def test_report_is_the_same_every_time(report, tmp_path, repository):
    assert write_report(tmp_path, repository / "models/samples.jsonl").read_bytes() == report.read_bytes()
