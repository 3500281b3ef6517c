"""The scoreboard of claims as a page: verdicts first, then each claim with all it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.documents.errors import written_to
from sim.present.claims_figures import frontier_figure, overview_figure, save
from sim.present.claims_words import (
    KIND_WORDS,
    OUTCOME_WORDS,
    SOURCES,
    bounds,
    chance,
    circumstance,
    count,
    enough,
    hangs_on,
    size,
)
from sim.present.show import money
from sim.present.what_follows import what_follows_markdown
from sim.questions.claims.contrast import Contrast
from sim.questions.claims.document import Kind, Word
from sim.questions.claims.experiment import DEFAULTS, OTHER_WORLDS, in_world
from sim.questions.claims.runner import Finding, holm_by_claim
from sim.study.frontier import break_even

FIGURES = Path("figures") / "claims"
WHAT_FOLLOWS = Path("explanation") / "what-follows.md"
ORDER: tuple[Word, ...] = ("supported", "depends", "refuted", "undecided", "not expressible")


def write_claims(findings: Sequence[Finding], folder: Path, command: str) -> Path:
    """Write ``claims.md``, its figures, and what follows; the same findings give the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    page = folder / "claims.md"
    with written_to(folder):
        (folder / FIGURES).mkdir(parents=True, exist_ok=True)
        save(overview_figure(findings), folder / FIGURES / "overview.svg")
        for finding in findings:
            if finding.cells:
                save(frontier_figure(finding), folder / FIGURES / f"{finding.claim.id}.svg")
        page.write_text(claims_markdown(findings, command), encoding="utf-8")
        (folder / WHAT_FOLLOWS).parent.mkdir(exist_ok=True)
        (folder / WHAT_FOLLOWS).write_text(what_follows_markdown(findings), encoding="utf-8")
    return page


def claims_markdown(findings: Sequence[Finding], command: str) -> str:
    """The page of the scoreboard, docs/claims.md, as Markdown."""
    adjusted = holm_by_claim(findings)
    parts = ["# Claims", *_introduction(findings, command), *_scoreboard(findings)]
    for finding in findings:
        parts += list(_section(finding, adjusted))
    return "\n\n".join(parts) + "\n"


def _introduction(findings: Sequence[Finding], command: str) -> Iterator[str]:
    words = Counter(finding.word for finding in findings)
    tally = ", ".join(f"{words[word]} {word}" for word in ORDER if words[word])
    runs = [finding.replications for finding in findings if finding.claim.checks]
    tried = sorted({finding.elsewhere for finding in findings if finding.others})
    elsewhere = f"{' or '.join(map(str, tried))} in each other circumstance"
    seeds = ", ".join(str(seed) for seed in sorted({finding.seed for finding in findings}))
    newest = max(finding.claim.dated for finding in findings)
    yield (
        "What the literature on production support claims, each put to a test that can refute it. "
        "A claim is an experiment document in `sim/claims`: organisations that live through the "
        "same worlds, an effect between them, the direction expected, the smallest size that "
        "matters. The scenarios are small and made for the question; no number of theirs says "
        "how large an effect is elsewhere."
    )
    yield (
        f"Last read on {newest}. Made by `{command}`; seeds {seeds}; "
        f"{min(runs)} to {max(runs)} replications with the defaults, "
        f"{elsewhere if tried else 'no other circumstance was tried'}. "
        f"Of {len(findings)} claims: {tally}."
    )
    yield (
        "*Supported*: the interval of every effect lies where the claim puts it, by at least what "
        "matters. *Refuted*: one of them surely lies elsewhere. *Depends*: a plausible value of an "
        "assumption, another world, or another circumstance surely turns the verdict. "
        "*Undecided*: an interval is too wide, or the answer is one of the seed: each of five "
        "blocks of the replications must point the same way by itself. *Not expressible*: the "
        "model has no means to test it. Intervals are of paired differences over "
        "replications, 95 % for the defaults and 99 % for other circumstances, since there are "
        "many of those and each has fewer replications: what is open there may turn with more. "
        "*Near*: decided, and less than the interval's width from its threshold."
    )
    if not tried:
        yield (
            "This is a first look, at the defaults alone. What could turn a verdict was not tried, "
            "so none *depends*, and the frontiers are not drawn; `whorunsit claims` does both."
        )
    kinds = Counter((finding.claim.kind, finding.word) for finding in findings)
    tallies = [
        f"{KIND_WORDS[kind]} ({', '.join(_tallied(kinds, kind))})"
        for kind in KIND_WORDS if any(kinds[kind, word] for word in ORDER)
    ]  # fmt: skip
    yield (
        "A verdict is worth what it could have been otherwise. *Put in*: the claim restates what "
        "was typed, so a verdict checks the machinery and says nothing of the world. *Follows*: "
        "arithmetic of the structure, which pencil and paper would find. *Emerges*: nobody could "
        f"have said it before the run. Here: {'; '.join(tallies)}."
    )


def _tallied(kinds: Counter[tuple[Kind, Word]], kind: Kind) -> list[str]:
    return [f"{kinds[kind, word]} {word}" for word in ORDER if kinds[kind, word]]


def _scoreboard(findings: Sequence[Finding]) -> Iterator[str]:
    head = (
        "| | Claim | Source | Kind | Verdict | Effect, 95 % interval | Equal | Useless | Hangs on |"
    )
    rows = [head, "|---|---|---|---|---|---|---|---|---|"]
    for found in findings:
        claim = found.claim
        cells = (
            f"[{claim.id}](#{claim.id.lower()})", claim.claim, ", ".join(claim.source),
            claim.kind, _verdict(found), *_effects(found), hangs_on(found),
        )  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    yield "## Scoreboard"
    yield "\n".join(rows)
    yield (
        "The effect shown is of the check that decides. A number that the claim must exceed has "
        "the threshold taken off already, so that it is above zero where the claim holds. "
        "*Equal*: every team invests the same share of its time, the mean of the organisations "
        "compared. *Useless*: they invest as stated, and it buys nothing. "
        "S: Smith's series *Who Runs It*; P: the playbook *You Build It You Run It*; "
        "seed: Smith's article on *SRE Run It*; D: the DORA reports."
    )
    yield f"![In how many circumstances each claim holds]({FIGURES.as_posix()}/overview.svg)"


def _verdict(found: Finding) -> str:
    in_part = bool(found.claim.checks) and found.claim.not_expressible is not None
    return f"**{found.word}**{', near' if found.near else ''}{' (in part)' if in_part else ''}"


def _effects(found: Finding) -> Iterator[str]:
    """The deciding check with the defaults, and what becomes of it in the other worlds."""
    if not found.claim.checks:
        yield f"missing: {found.claim.not_expressible}"
        yield from ("–" for _ in OTHER_WORLDS)
        return
    first = found.primary
    yield f"{first.check.says}: {size(first)} ({bounds(first)})"
    for world in map(in_world, OTHER_WORLDS):
        yield _there(found.deciding(world), first) if world in found.outcomes else "–"


def _there(found: Contrast, usual: Contrast) -> str:
    """What becomes of the claim in another world."""
    says = _told_apart(found, usual)
    return f"{_outcome(found)}: {says}{size(found)} ({bounds(found)})"


def _section(finding: Finding, adjusted: dict[str, float]) -> Iterator[str]:
    claim, number = finding.claim, finding.claim.id
    said_by = "; ".join(SOURCES[source] for source in claim.source)
    yield f"## {number}"
    yield f"**{claim.claim}** {said_by}."
    if claim.quote is not None:
        yield f"> {claim.quote.words}\n>\n> {claim.quote.place}"
    near = " It is near its threshold." if finding.near else ""
    yield f"**Verdict: {finding.word}.**{near} {_why(finding)}"
    yield f"**{KIND_WORDS[claim.kind]}**: {claim.kind_because}"
    yield f"*Asked:* {claim.question} *Read as:* {claim.reading}"
    if claim.not_expressible is not None:
        yield f"*Not expressible:* {claim.not_expressible}"
    if claim.checks:
        yield from _tested(finding, adjusted[number])


def _tested(finding: Finding, adjusted: float) -> Iterator[str]:
    claim, number = finding.claim, finding.claim.id
    yield _checks(finding)
    yield (
        f"{finding.replications} replications of `sim/claims/scenarios/{claim.scenario}.toml`, "
        f"seed {finding.seed}; "
        f"p {chance(adjusted)} for the check that decides, after Holm's "
        f"correction over all claims here."
    )
    if not finding.others:
        yield "No other circumstance was tried."
        return
    yield f"In {count(finding)}, by {finding.elsewhere} replications."
    yield _circumstances(finding)
    if claim.frontier is not None:
        yield f"![{claim.frontier.title}]({FIGURES.as_posix()}/{number}.svg)"
        if len(claim.frontier.arms) == 2:
            yield _break_evens(finding)


def _why(finding: Finding) -> str:
    said = finding.claim.explains.get(finding.word, "")
    if not finding.claim.checks:
        return said
    base = OUTCOME_WORDS[finding.outcomes[DEFAULTS]]
    on = f" With the defaults it {base}; what turns it: {hangs_on(finding)}."
    return said + (on if finding.word == "depends" else "")


def _checks(finding: Finding) -> str:
    rows = [
        "| Check | Effect | 95 % interval | Enough | | Equal | Useless |",
        "|---|---|---|---|---|---|---|",
    ]
    for place, found in enumerate(finding.by_circumstance[DEFAULTS]):
        worlds = (finding.by_circumstance.get(in_world(world)) for world in OTHER_WORLDS)
        elsewhere = " | ".join(_in_short(there[place]) if there else "–" for there in worlds)
        says = found.check.says if found.check.counts else f"*beside:* {found.check.says}"
        rows.append(
            f"| {says} | {size(found)} | {bounds(found)} | {enough(found)} "
            f"| {_outcome(found)}{_near(found)} | {elsewhere} |"
        )
    return "\n".join(rows)


def _outcome(found: Contrast) -> str:
    return OUTCOME_WORDS[found.outcome]


def _in_short(found: Contrast) -> str:
    return f"{_outcome(found)}: {size(found)}"


def _near(found: Contrast) -> str:
    return ", near" if found.near else ""


def _told_apart(found: Contrast, usual: Contrast) -> str:
    """The check's words, where it is not the one that decides with the defaults."""
    return "" if found.check == usual.check else f"{found.check.says}: "


def _circumstances(finding: Finding) -> str:
    """What becomes of the claim elsewhere, by the check that decides there."""
    rows = ["| Circumstance | The claim | By the check that decides, 99 % interval |",
            "|---|---|---|"]  # fmt: skip
    for name in finding.others:
        found = finding.deciding(name)
        says = _told_apart(found, finding.primary)
        rows.append(
            f"| {circumstance(finding.claim, name)} | {_outcome(found)}{_near(found)} "
            f"| {says}{size(found)} ({bounds(found)}) |"
        )
    return "\n".join(rows)


def _break_evens(finding: Finding) -> str:
    frontier = finding.claim.frontier
    assert frontier is not None
    rows = [
        f"| | {frontier.across.label} | Exposure from which {frontier.names[1]} pays, "
        "95 % interval |", "|---|---|---|",
    ]  # fmt: skip
    for (panel, column), (one, other) in finding.cells.items():
        found = break_even(other, one)
        gap = float((one.at(frontier.lowest) - other.at(frontier.lowest)).mean())
        said = f"none: {frontier.names[int(gap > 0)]} is cheaper wherever the two can be told apart"
        if gap == 0:
            said = "none: the two cost the same"
        if found.exposure == found.exposure:
            low, high = money(found.low), money(found.high)
            said = f"{money(found.exposure)} ({low} to {high}) an hour"
        rows.append(f"| {panel} | {column} | {said} |")
    return "\n".join(rows)
