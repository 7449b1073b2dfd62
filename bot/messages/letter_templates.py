"""Templates that staff may edit: values and conditions, and nothing that reads, loops or calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.errors import ConflictError

LONGEST = 20_000
"""Characters of a template."""
_MOST_BYTES = 100_000
# To compile a condition takes Jinja as long as the cube of its depth.
_DEEPEST = 20
_MOST_PARTS = 1000
# Whoever judges a template renders it with each of them there and not there.
_MOST_TESTED = 6
# Jinja's loops, macros, calls, filters and arithmetic can last for ever, or fill the memory.
_KNOWN = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)
_TOO_DEEP = "its conditions are nested too deeply"
_ONLY = (
    "a letter knows only {{ value }}, {% if value %}, {% elif value %}, {% else %}, {% endif %}, "
    "and “not”, “and”, “or” in a condition"
)


@dataclass(frozen=True, kw_only=True)
class LetterTemplate:
    names: frozenset[str]
    """The values that it names."""
    tested: frozenset[str]
    """Those that may be empty, since it asks whether they are."""
    template: Template

    def render(self, values: Mapping[str, object]) -> str:
        said, size = [], 0
        for piece in self.template.generate(values):
            size += len(piece.encode(errors="replace"))
            if size > _MOST_BYTES:
                raise ConflictError("The letter would be longer than 100 kB: make it shorter.")
            said.append(piece)
        return "".join(said)


# Few letters have each many recipients, and to compile one takes longer than to render it.
@lru_cache(maxsize=256)
def compiled(source: str, *, is_html: bool = False) -> LetterTemplate:
    """Return a template that is safe to render; ConflictError, without a full stop, for others."""
    if len(source) > LONGEST:
        raise ConflictError(f"it is longer than {LONGEST} characters")
    try:
        tree = _ENVIRONMENTS[is_html].parse(source)
        _refuse_the_endless(tree)
        _refuse_the_unknown(tree)
        template = _ENVIRONMENTS[is_html].from_string(tree)
    except TemplateSyntaxError as error:
        raise ConflictError(f"line {error.lineno}: {error.message}".rstrip(".")) from error
    except (RecursionError, SyntaxError, MemoryError) as error:
        raise ConflictError(_TOO_DEEP) from error
    return LetterTemplate(names=_names(tree), tested=_tested(tree), template=template)


def _environment(*, is_html: bool) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=is_html, finalize=_in_lines if is_html else None
    )
    made.globals.clear()
    return made


def _in_lines(value: object) -> object:
    """Break the lines of a value where it does, which HTML would run together."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup("<br />\n").join(value.splitlines())
    return value


_ENVIRONMENTS = {is_html: _environment(is_html=is_html) for is_html in (False, True)}


def _refuse_the_endless(tree: nodes.Template) -> None:
    level: list[nodes.Node] = [tree]
    count = 0
    for _ in range(_DEEPEST):
        count += len(level)
        level = [child for node in level for child in node.iter_child_nodes()]
    if level:
        raise ConflictError(_TOO_DEEP)
    if count > _MOST_PARTS:
        raise ConflictError(f"it has more than {_MOST_PARTS} parts")
    if len(_tested(tree)) > _MOST_TESTED:
        raise ConflictError(f"its conditions ask for more than {_MOST_TESTED} values")


def _refuse_the_unknown(tree: nodes.Template) -> None:
    odd = next((node for node in tree.find_all(nodes.Node) if not isinstance(node, _KNOWN)), None)
    if odd:
        # Jinja does not know the line of everything.
        raise ConflictError(f"line {odd.lineno}: {_ONLY}" if odd.lineno else _ONLY)


def _names(tree: nodes.Node) -> frozenset[str]:
    every = (tree, *tree.find_all(nodes.Name))
    return frozenset(node.name for node in every if isinstance(node, nodes.Name))


def _tested(tree: nodes.Template) -> frozenset[str]:
    tests = (condition.test for condition in tree.find_all(nodes.If))
    return frozenset[str]().union(*map(_names, tests))
