#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

Options line_options() {
    Options options;
    options.line_statement_prefix = "#";
    options.line_comment_prefix = "##";
    return options;
}

TEST(JinjaLines, AStatementIsARestOfALine) {
    check(R"({"l": [1, 2]})",
          {
              {"# for x in l:\n{{ x }}\n# endfor", "1\n2\n"},
              {"a\n  # if l\nb\n  # endif\nc", "a\nb\nc"},
              {"a # if l", "a # if l"},
              {"# set x = [1,\n  2]\n{{ x }}", "[1, 2]"},
              {"a\n\n#- if l\nb\n# endif", "ab\n"},
          },
          line_options());
}

TEST(JinjaLines, BlankLinesBelowAStatementGoWithIt) {
    check("{}", {{"# set x = 1  \n \n\n  y", "  y"}}, line_options());
}

TEST(JinjaLines, ACommentGoesToTheEndOfItsLine) {
    check("{}",
          {
              {"a  ## c\nb", "a\nb"},
              {"## c\nb", "\nb"},
              {"{{ 1 }} ## {{ nope }}\nb", "1\nb"},
              {"{{ 1 -}} ## b", "1## b"},
          },
          line_options());
}

TEST(JinjaLines, AnErrorHasItsPlace) {
    check("{}",
          {
              {"a\n  # nope\n", "TemplateSyntaxError: Encountered unknown tag 'nope'. (line 2, column 5)"},
              {"# set x = 1 ## c\n", "TemplateSyntaxError: unexpected char '#' at 12 (line 1, column 13)"},
          },
          line_options());
}

TEST(JinjaLines, WithoutAPrefixALineIsText) {
    check("{}", {{"# if x\n## c", "# if x\n## c"}});
}

}  // namespace
}  // namespace tidings::jinja
