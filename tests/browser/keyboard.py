"""Walks a page by the Tab key and reports what a person without a mouse would meet."""

from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".js").read_text()


def walk(page, limit=600):
    """The way through a page by Tab: {reached, reachable, faults}; a way that never ends is a fault too."""
    seen, faults = set(), []
    for _step in range(limit):
        page.keyboard.press("Tab")
        stop = page.evaluate(f"{SCRIPT}; keyboard.focused()")
        if stop is None:
            break
        if stop["number"] in seen:
            faults += [f"trapped at: {stop['name']}"] if stop["number"] else []
            break
        seen.add(stop["number"])
        faults += [f"not {sight}: {stop['name']}" for sight in ("isInView", "isOnTop", "hasLine") if not stop[sight]]
    reachable = page.evaluate(f"{SCRIPT}; keyboard.reachable()")
    return {"reached": len(seen), "reachable": reachable, "faults": faults}
