"""docs/reference/taxonomy.md: the two-level taxonomy with groups, urgency, impact and the facts of each category."""

from knowledge.engines.taxonomy import Subcategory, TopCategory, load_taxonomy

HEAD = """# The taxonomy

Read out of `knowledge/data/taxonomy.json`, version {version}. Urgency and impact run from 1 (high) to 4 (low); an
installation may change them, and the group, for itself. The front line answers first and hands over to the group;
groups marked with * receive tickets directly. This page is generated: `manage.py generate_docs`.
"""
COLUMNS = "| code | 名称 | name | group | U/I | facts (required first) |\n|---|---|---|---|---|---|\n"


def page() -> str:
    """The whole page."""
    taxonomy = load_taxonomy()
    parts = [HEAD.format(version=taxonomy.version), *(_chapter(top) for top in taxonomy.categories), _facts()]
    return "\n".join(parts)


def _chapter(top: TopCategory) -> str:
    head = f"## {top.code} {top.zh} · {top.en}\n\n"
    return head + COLUMNS + "".join(_row(sub) for sub in top.subcategories)


def _row(sub: Subcategory) -> str:
    group = sub.group.code + ("*" if sub.group.receives_directly else "")
    uses = sorted(sub.facts, key=lambda use: not use.required)
    facts = ", ".join(f"**`{use.fact.key}`**" if use.required else f"`{use.fact.key}`" for use in uses)
    return f"| `{sub.code}` | {sub.zh} | {sub.en} | {group} | {sub.urgency}/{sub.impact} | {facts} |\n"


def _facts() -> str:
    head = "## Facts\n\n| fact | 名称 | name | kind |\n|---|---|---|---|\n"
    rows = (f"| `{fact.key}` | {fact.zh} | {fact.en} | {fact.kind} |\n" for fact in load_taxonomy().facts.values())
    return head + "".join(rows)
