#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaUndefined, StrictFailsAtAnyUse) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope.a }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope.a.b }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope['a'] }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope[0] }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope() }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ d.q }}]", "UndefinedError: 'dict object' has no attribute 'q' (line 1, column 7)"},
              {"[{{ d.q.r }}]", "UndefinedError: 'dict object' has no attribute 'q' (line 1, column 7)"},
              {"[{{ d['q'] }}]", "UndefinedError: 'dict object' has no attribute 'q' (line 1, column 6)"},
              {"[{{ l[9] }}]", "UndefinedError: list object has no element 9 (line 1, column 6)"},
              {"[{{ n.a }}]", "UndefinedError: 'None' has no attribute 'a' (line 1, column 7)"},
              {"[{{ nope + 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope ~ 'a' }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope == 1 }}{{ nope == nope2 }}]",
               "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope < 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|upper }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|length }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|list }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{% for i in nope %}{% else %}e{% endfor %}]",
               "UndefinedError: 'nope' is undefined (line 1, column 14)"},
              {"[{% if nope %}y{% else %}n{% endif %}]",
               "UndefinedError: 'nope' is undefined (line 1, column 8)"},
              {"[{{ nope is defined }}{{ nope is undefined }}]", "[FalseTrue]"},
              {"[{{ nope|d('d') }}]", "[d]"},
              {"[{{ not nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 9)"},
              {"[{{ nope or 'x' }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope and 'x' }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
          });
}

TEST(JinjaUndefined, StrictFailsInEveryFilter) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ 1 in nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 10)"},
              {"[{{ nope in l }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|string }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|e }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|int }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|float }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|join }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ (1 if false) }}]", "[]"},
              {"[{{ (1 if false).a }}]",
               "UndefinedError: the inline if-expression on line 1 evaluated to false and no else section "
               "was defined. (line 1, column 8)"},
              {"[{% set x = nope %}{{ x is defined }}]", "[False]"},
              {"[{{ {'a': nope} }}]", "[{'a': Undefined}]"},
              {"[{{ [nope] }}]", "[[Undefined]]"},
              {"[{{ nope|tojson }}]",
               "TypeError: Object of type StrictUndefined is not JSON serializable (line 1, column 5)"},
              {"[{{ d[nope] }}]", "UndefinedError: 'nope' is undefined (line 1, column 6)"},
              {"[{{ -nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 6)"},
              {"[{{ '%s' % nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 12)"},
              {"[{{ nope|replace('a', 'b') }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|trim }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|abs }}]",
               "TypeError: bad operand type for abs(): 'StrictUndefined' (line 1, column 5)"},
              {"[{{ nope.items() }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ loop }}]", "UndefinedError: 'loop' is undefined (line 1, column 5)"},
              {"[{{ nope is none }}{{ nope is callable }}]", "[FalseTrue]"},
              {"[{{ nope|first }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|sort }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ x is defined and x.y }}]", "[False]"},
          });
}

TEST(JinjaUndefined, StandardFailsWhenLookedInto) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ nope }}]", "[]"},
              {"[{{ nope.a }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope.a.b }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope['a'] }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope[0] }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope() }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ d.q }}]", "[]"},
              {"[{{ d.q.r }}]", "UndefinedError: 'dict object' has no attribute 'q' (line 1, column 7)"},
              {"[{{ d['q'] }}]", "[]"},
              {"[{{ l[9] }}]", "[]"},
              {"[{{ n.a }}]", "[]"},
              {"[{{ nope + 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope ~ 'a' }}]", "[a]"},
              {"[{{ nope == 1 }}{{ nope == nope2 }}]", "[FalseTrue]"},
              {"[{{ nope < 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|upper }}]", "[]"},
              {"[{{ nope|length }}]", "[0]"},
              {"[{{ nope|list }}]", "[[]]"},
              {"[{% for i in nope %}{% else %}e{% endfor %}]", "[e]"},
              {"[{% if nope %}y{% else %}n{% endif %}]", "[n]"},
              {"[{{ nope is defined }}{{ nope is undefined }}]", "[FalseTrue]"},
              {"[{{ nope|d('d') }}]", "[d]"},
              {"[{{ not nope }}]", "[True]"},
              {"[{{ nope or 'x' }}]", "[x]"},
              {"[{{ nope and 'x' }}]", "[]"},
          },
          {.undefined = Undefined::standard});
}

TEST(JinjaUndefined, StandardIsEmptyForFilters) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ 1 in nope }}]", "[False]"},
              {"[{{ nope in l }}]", "[False]"},
              {"[{{ nope|string }}]", "[]"},
              {"[{{ nope|e }}]", "[]"},
              {"[{{ nope|int }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|float }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|join }}]", "[]"},
              {"[{{ (1 if false) }}]", "[]"},
              {"[{{ (1 if false).a }}]",
               "UndefinedError: the inline if-expression on line 1 evaluated to false and no else section "
               "was defined. (line 1, column 8)"},
              {"[{% set x = nope %}{{ x is defined }}]", "[False]"},
              {"[{{ {'a': nope} }}]", "[{'a': Undefined}]"},
              {"[{{ [nope] }}]", "[[Undefined]]"},
              {"[{{ nope|tojson }}]",
               "TypeError: Object of type Undefined is not JSON serializable (line 1, column 5)"},
              {"[{{ d[nope] }}]", "[]"},
              {"[{{ -nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 6)"},
              {"[{{ '%s' % nope }}]", "[]"},
              {"[{{ nope|replace('a', 'b') }}]", "[]"},
              {"[{{ nope|trim }}]", "[]"},
              {"[{{ nope|abs }}]", "TypeError: bad operand type for abs(): 'Undefined' (line 1, column 5)"},
              {"[{{ nope.items() }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ loop }}]", "[]"},
              {"[{{ nope is none }}{{ nope is callable }}]", "[FalseTrue]"},
              {"[{{ nope|first }}]", "[]"},
              {"[{{ nope|sort }}]", "[[]]"},
              {"[{{ x is defined and x.y }}]", "[False]"},
          },
          {.undefined = Undefined::standard});
}

TEST(JinjaUndefined, ChainableMayBeLookedInto) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ nope }}]", "[]"},
              {"[{{ nope.a }}]", "[]"},
              {"[{{ nope.a.b }}]", "[]"},
              {"[{{ nope['a'] }}]", "[]"},
              {"[{{ nope[0] }}]", "[]"},
              {"[{{ nope() }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ d.q }}]", "[]"},
              {"[{{ d.q.r }}]", "[]"},
              {"[{{ d['q'] }}]", "[]"},
              {"[{{ l[9] }}]", "[]"},
              {"[{{ n.a }}]", "[]"},
              {"[{{ nope + 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope ~ 'a' }}]", "[a]"},
              {"[{{ nope == 1 }}{{ nope == nope2 }}]", "[FalseTrue]"},
              {"[{{ nope < 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|upper }}]", "[]"},
              {"[{{ nope|length }}]", "[0]"},
              {"[{{ nope|list }}]", "[[]]"},
              {"[{% for i in nope %}{% else %}e{% endfor %}]", "[e]"},
              {"[{% if nope %}y{% else %}n{% endif %}]", "[n]"},
              {"[{{ nope is defined }}{{ nope is undefined }}]", "[FalseTrue]"},
              {"[{{ nope|d('d') }}]", "[d]"},
              {"[{{ not nope }}]", "[True]"},
              {"[{{ nope or 'x' }}]", "[x]"},
              {"[{{ nope and 'x' }}]", "[]"},
          },
          {.undefined = Undefined::chainable});
}

TEST(JinjaUndefined, ChainableIsEmptyForFilters) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ 1 in nope }}]", "[False]"},
              {"[{{ nope in l }}]", "[False]"},
              {"[{{ nope|string }}]", "[]"},
              {"[{{ nope|e }}]", "[]"},
              {"[{{ nope|int }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|float }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|join }}]", "[]"},
              {"[{{ (1 if false) }}]", "[]"},
              {"[{{ (1 if false).a }}]",
               "UndefinedError: the inline if-expression on line 1 evaluated to false and no else section "
               "was defined. (line 1, column 8)"},
              {"[{% set x = nope %}{{ x is defined }}]", "[False]"},
              {"[{{ {'a': nope} }}]", "[{'a': Undefined}]"},
              {"[{{ [nope] }}]", "[[Undefined]]"},
              {"[{{ nope|tojson }}]",
               "TypeError: Object of type ChainableUndefined is not JSON serializable (line 1, column 5)"},
              {"[{{ d[nope] }}]", "[]"},
              {"[{{ -nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 6)"},
              {"[{{ '%s' % nope }}]", "[]"},
              {"[{{ nope|replace('a', 'b') }}]", "[]"},
              {"[{{ nope|trim }}]", "[]"},
              {"[{{ nope|abs }}]",
               "TypeError: bad operand type for abs(): 'ChainableUndefined' (line 1, column 5)"},
              {"[{{ nope.items() }}]", "UndefinedError: 'nope' is undefined (line 1, column 10)"},
              {"[{{ loop }}]", "[]"},
              {"[{{ nope is none }}{{ nope is callable }}]", "[FalseTrue]"},
              {"[{{ nope|first }}]", "[]"},
              {"[{{ nope|sort }}]", "[[]]"},
              {"[{{ x is defined and x.y }}]", "[False]"},
          },
          {.undefined = Undefined::chainable});
}

TEST(JinjaUndefined, DebugPrintsWhatWasMeant) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ nope }}]", "[{{ nope }}]"},
              {"[{{ nope.a }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope.a.b }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope['a'] }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope[0] }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope() }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ d.q }}]", "[{{ no such element: dict object['q'] }}]"},
              {"[{{ d.q.r }}]", "UndefinedError: 'dict object' has no attribute 'q' (line 1, column 7)"},
              {"[{{ d['q'] }}]", "[{{ no such element: dict object['q'] }}]"},
              {"[{{ l[9] }}]", "[{{ no such element: list object[9] }}]"},
              {"[{{ n.a }}]", "[{{ no such element: None['a'] }}]"},
              {"[{{ nope + 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope ~ 'a' }}]", "[{{ nope }}a]"},
              {"[{{ nope == 1 }}{{ nope == nope2 }}]", "[FalseTrue]"},
              {"[{{ nope < 1 }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|upper }}]", "[{{ NOPE }}]"},
              {"[{{ nope|length }}]", "[0]"},
              {"[{{ nope|list }}]", "[[]]"},
              {"[{% for i in nope %}{% else %}e{% endfor %}]", "[e]"},
              {"[{% if nope %}y{% else %}n{% endif %}]", "[n]"},
              {"[{{ nope is defined }}{{ nope is undefined }}]", "[FalseTrue]"},
              {"[{{ nope|d('d') }}]", "[d]"},
              {"[{{ not nope }}]", "[True]"},
              {"[{{ nope or 'x' }}]", "[x]"},
              {"[{{ nope and 'x' }}]", "[{{ nope }}]"},
          },
          {.undefined = Undefined::debug});
}

TEST(JinjaUndefined, DebugPrintsThroughFilters) {
    const std::string_view data = R"({"d": {"k": 1}, "l": [1], "n": null})";
    check(data,
          {
              {"[{{ 1 in nope }}]", "[False]"},
              {"[{{ nope in l }}]", "[False]"},
              {"[{{ nope|string }}]", "[{{ nope }}]"},
              {"[{{ nope|e }}]", "[{{ nope }}]"},
              {"[{{ nope|int }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|float }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ nope|join }}]", "[]"},
              {"[{{ (1 if false) }}]", "[]"},
              {"[{{ (1 if false).a }}]",
               "UndefinedError: the inline if-expression on line 1 evaluated to false and no else section "
               "was defined. (line 1, column 8)"},
              {"[{% set x = nope %}{{ x is defined }}]", "[False]"},
              {"[{{ {'a': nope} }}]", "[{'a': Undefined}]"},
              {"[{{ [nope] }}]", "[[Undefined]]"},
              {"[{{ nope|tojson }}]",
               "TypeError: Object of type DebugUndefined is not JSON serializable (line 1, column 5)"},
              {"[{{ d[nope] }}]", "[{{ no such element: dict object[Undefined] }}]"},
              {"[{{ -nope }}]", "UndefinedError: 'nope' is undefined (line 1, column 6)"},
              {"[{{ '%s' % nope }}]", "[{{ nope }}]"},
              {"[{{ nope|replace('a', 'b') }}]", "[{{ nope }}]"},
              {"[{{ nope|trim }}]", "[{{ nope }}]"},
              {"[{{ nope|abs }}]",
               "TypeError: bad operand type for abs(): 'DebugUndefined' (line 1, column 5)"},
              {"[{{ nope.items() }}]", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"[{{ loop }}]", "[{{ loop }}]"},
              {"[{{ nope is none }}{{ nope is callable }}]", "[FalseTrue]"},
              {"[{{ nope|first }}]", "[{{ undefined value printed: No first item, sequence was empty. }}]"},
              {"[{{ nope|sort }}]", "[[]]"},
              {"[{{ x is defined and x.y }}]", "[False]"},
          },
          {.undefined = Undefined::debug});
}

}  // namespace
}  // namespace tidings::jinja
