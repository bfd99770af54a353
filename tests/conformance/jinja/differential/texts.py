"""Grows texts: formats, translations, methods and filters of texts."""

from tree import expression
from words import FORMATS, NAMES, PERCENT_FORMATS, PLAIN_METHODS, TEXT_FILTERS, TEXT_METHODS, TEXTS


class Texts:
    """A part of Expressions."""

    def text(self):
        sub = self.text
        return self.grow(
            lambda: self.leaf(*NAMES["text"], *TEXTS, "us[0].n", "s|safe", "s|escape", "_('Hi')"),
            lambda: expression("(@)|@", sub(), self.text_filter()),
            lambda: expression("(@).@", sub(), self.pick(*TEXT_METHODS)),
            lambda: expression("(@).@.@", sub(), self.pick(*PLAIN_METHODS), self.pick(*TEXT_METHODS)),
            lambda: expression("(@ ~ @)", sub(), self.any()),
            lambda: expression("@ ~ @ ~ @", self.any(), sub(), self.any()),
            lambda: expression("(@ + @)", sub(), sub()),
            lambda: expression("(@)[@]", self.varying(sub), self.slice()),
            lambda: expression("(@)|replace(@, @)", sub(), sub(), sub()),
            lambda: expression("(@)|join(@)", self.list(), sub()),
            lambda: expression("(@ * @)", sub(), self.pick("0", "2", "-1")),
            self.percent_format,
            self.format_method,
            self.translation,
            lambda: expression(
                "'@'|@", self.pick("http://a.b <x>", "a&amp;b", "<p>x</p> y"), self.pick(*TEXT_FILTERS)
            ),
        )

    def percent_format(self):
        return self.pick(
            lambda: expression(
                "'@'|format(@, @)",
                self.pick("%s|%s", "%s %5s", "%-4s%s", "%r%.2s", "%a %c", "%*d"),
                self.any(),
                self.text(),
            ),
            lambda: expression("'@'|format(@)", self.pick(*PERCENT_FORMATS), self.number()),
            lambda: expression("'@' % @", self.pick("%s", "%d", "%%", "%(a)s", "%r", "%s %s"), self.any()),
            lambda: expression("@ % (@, @)", self.pick("pf", "'%d %x'", "'%s %o%%'"), self.any(), self.any()),
            lambda: expression(
                "'%(a)@ %(b)s'|format(a=@, b=@)", self.pick("s", "d", "5.1f", "r"), self.any(), self.any()
            ),
            lambda: expression("'%(b)s|%(a)s' % @", self.dict()),
            lambda: expression("('@'|safe) % @", self.pick("<b>%s</b>", "%s", "%d<"), self.any()),
            lambda: expression("(@) % @", self.text(), self.pick("d", "s", "i", "(s, i)", "l", "()")),
        )()

    def format_method(self):
        return self.pick(
            lambda: expression("'@'.format(@)", self.pick(*FORMATS), self.any()),
            lambda: expression("'@'.format(@)", self.pick(*FORMATS), self.number()),
            lambda: expression(
                "'@'.format(@, @)",
                self.pick("{} {}", "{1}{0}", "{0!r:>{1}}", "{:{}}"),
                self.any(),
                self.number(),
            ),
            lambda: expression(
                "'@'.format(@, a=@)",
                self.pick("{a} {}", "{a!s:.3}", "{0}{a}", "{a[0]}"),
                self.any(),
                self.any(),
            ),
            lambda: expression("('@'|safe).format(@)", self.pick("<b>{}</b>", "{:>5}", "{!r}"), self.any()),
            lambda: expression("'{b} {a}'.format(**@)", self.dict()),
            lambda: expression("'{a}'.format_map(@)", self.dict()),
        )()

    def translation(self):
        return self.pick(
            lambda: expression(
                "@('@', a=@)",
                self.pick("_", "gettext"),
                self.pick("%(a)s", "x %(a)r", "100%% %(a)s", "Hi %(a)s"),
                self.any(),
            ),
            lambda: expression("ngettext('%(num)s x', '%(num)s xs', @)", self.number()),
            lambda: expression(
                "ngettext('%(num)s x <%(a)s>', '%(num)s xs', @, a=@)", self.number(), self.any()
            ),
            lambda: expression("pgettext('ctx', 'Hi %(a)s', a=@)", self.any()),
            lambda: expression("npgettext('ctx', '%(num)s x', '%(num)s xs', @)", self.number()),
            lambda: expression("@(@)", self.pick("_", "gettext"), self.text()),
        )()
