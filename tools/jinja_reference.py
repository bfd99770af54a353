"""Asks Jinja2 itself what a case gives; for the tools that write tests/conformance/jinja."""

import copy
import functools
import gettext
import inspect
import re

import jinja2
import jinja2.compiler

EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"]
LAZY_FILTERS = "map select reject selectattr rejectattr unique batch slice items".split()
ENV_FLAGS = ("autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline")
ENV_TEXTS = ("line_statement_prefix", "line_comment_prefix")


class Translated(gettext.NullTranslations):
    """Translations as a case gives them: {"singular": …}, a plural's as [of one, of others]; those with a
    context stand under "context\\x04singular". A plural's form is chosen by n == 1."""

    def __init__(self, texts):
        super().__init__()
        self.texts = texts

    def gettext(self, message):
        found = self.texts.get(message) if isinstance(message, str) else None
        return found if isinstance(found, str) else message

    def ngettext(self, singular, plural, n):
        found = self.texts.get(singular)
        if not isinstance(found, list) or not isinstance(n, (int, float)):
            return super().ngettext(singular, plural, n)
        return found[0] if n == 1 else found[1]

    def pgettext(self, context, message):
        found = self.texts.get(f"{context}\x04{message}") if isinstance(context, str) else None
        return found if isinstance(found, str) else message

    def npgettext(self, context, singular, plural, n):
        key = f"{context}\x04{singular}" if isinstance(context, str) else None
        if isinstance(self.texts.get(key), list):
            return self.ngettext(key, plural, n)
        return super().ngettext(singular, plural, n)


class Unoptimized(jinja2.compiler.CodeGenerator):
    """Works out nothing when it compiles: to be had beside "optimized": False."""

    def _output_child_to_const(self, node, frame, finalize):
        if not isinstance(node, jinja2.nodes.TemplateData):
            raise jinja2.nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class Nameless:
    """A generator whose text has no address, as ours have none."""

    def __init__(self, inner):
        self._inner = inner

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._inner)

    def __repr__(self):
        return f"<generator object {self._inner.__name__}>"


Nameless.__name__, Nameless.__module__ = "generator", "builtins"


def without_address(function):
    @functools.wraps(function)
    def wrapper(*arguments, **named):
        result = function(*arguments, **named)
        return Nameless(result) if inspect.isgenerator(result) else result

    return wrapper


def environment_of(case):
    """Ours has every extension always on. The option "addresses": False leaves generators without."""
    options = dict(case.get("env", {}))
    has_addresses = options.pop("addresses", True)
    environment = jinja2.Environment(
        undefined=getattr(jinja2, case.get("undefined", "StrictUndefined")),
        loader=jinja2.DictLoader(case.get("templates", {})),
        extensions=EXTENSIONS,
        **options,
    )
    if not has_addresses:
        for name in LAZY_FILTERS:
            environment.filters[name] = without_address(environment.filters[name])
    if not options.get("optimized", True):
        environment.code_generator_class = Unoptimized
    environment.install_gettext_translations(Translated(case.get("translations", {})), newstyle=True)
    return environment


def failure_of(error):
    """The kind and words of an error, and its line where Jinja2's parser or compiler has told it."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return {"error": type(error).__name__, "message": str(error.message or ""), "lineno": error.lineno}
    if isinstance(error, jinja2.TemplateError):
        return {"error": type(error).__name__, "message": str(error.message or "")}
    if isinstance(error, SyntaxError):  # of Python, in code that Jinja2 has made: the names are its own
        return {"error": "SyntaxError", "message": re.sub(r"\bl_\d+_", "", error.msg)}
    return {"error": type(error).__name__, "message": str(error)}


def runtime_line_of(error):
    """The line of the template that ran when the error came: Jinja2 writes it into the traceback."""
    lines = [
        frame.tb_lineno for frame in tracebacks_of(error) if frame.tb_frame.f_code.co_filename == "<template>"
    ]
    return {"lineno": lines[-1]} if lines else {}


def tracebacks_of(error):
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def result_of(case, context, runtime_lines=False):
    """What a case gives: {"expected": text}, or {"error": kind, "message": text} and "lineno" where known."""
    template = None
    try:
        template = environment_of(case).from_string(case["template"])
        return {"expected": template.render(copy.deepcopy(context))}
    except MemoryError:
        raise
    except Exception as error:
        failure = failure_of(error)
        if (
            runtime_lines
            and template is not None
            and "lineno" not in failure
            and failure["error"] != "SyntaxError"
        ):
            failure |= runtime_line_of(error)
        return failure
