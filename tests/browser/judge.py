"""Judges a page in a real browser: axe-core on WCAG 2.2 AA and best practice, and our own checks beside it."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
AXE = (HERE.parent / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text()
CHECKS = (HERE / "checks.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a rule found, with the elements in the shortest form that shows where.
RUN = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations", "incomplete"]});
  const where = rule => rule.nodes.map(node => node.target.join(" ")).join(" | ").slice(0, 300);
  return ["violations", "incomplete"].map(kind => found[kind].map(rule => `${rule.id}: ${where(rule)}`));
}"""


def axe(page):
    """(violations, what axe could not decide), each as “rule: where”."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    return page.evaluate(RUN, RULES)


def check(page, name="all"):
    """The faults that one of the checks of checks.js finds, or all of them."""
    return page.evaluate(f"{CHECKS}; checks.{name}()")
