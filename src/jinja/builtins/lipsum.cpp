#include <array>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

constexpr std::array<std::string_view, 64> kWords = {
    "ac",      "ad",      "aliquam", "amet",   "ante",    "arcu",  "at",      "auctor",  "augue",  "bibendum",
    "blandit", "commodo", "congue",  "cras",   "cum",     "curae", "dapibus", "diam",    "dictum", "dolor",
    "donec",   "dui",     "eget",    "elit",   "enim",    "erat",  "est",     "et",      "etiam",  "euismod",
    "felis",   "fusce",   "gravida", "hac",    "iaculis", "id",    "in",      "integer", "ipsum",  "justo",
    "lacus",   "lectus",  "leo",     "libero", "lorem",   "magna", "mauris",  "metus",   "mi",     "morbi",
    "nec",     "nibh",    "nisl",    "nulla",  "odio",    "orci",  "pede",    "porta",   "purus",  "quam",
    "risus",   "sed",     "sem",     "velit"};

// A whole number from `low` up to, not including, `high`.
std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
    const auto first = static_cast<std::uint64_t>(low);
    return static_cast<std::int64_t>(first + random.below(static_cast<std::uint64_t>(high) - first));
}

// One paragraph, with commas and full stops as far apart as Jinja2 has them.
std::string paragraph(Random& random, std::int64_t words) {
    std::string text;
    std::string_view last;
    bool begins = true;
    std::int64_t last_comma = 0;
    std::int64_t last_stop = 0;
    for (std::int64_t i = 0; i < words; ++i) {
        std::string_view word = last;
        while (word == last) word = kWords[random.below(kWords.size())];
        last = word;
        if (i > 0) text += ' ';
        text += begins ? to_capitalized(word) : std::string(word);
        begins = false;
        if (i - between(random, 3, 8) > last_comma) {
            last_comma = i;
            last_stop += 2;
            text += ',';
        }
        if (i - between(random, 10, 20) > last_stop) {
            last_comma = last_stop = i;
            text += '.';
            begins = true;
        }
    }
    if (text.ends_with(',')) text.pop_back();
    if (!text.ends_with('.')) text += '.';
    return text;
}

}  // namespace

Value lipsum(Rendering& rendering, const Bound& a) {
    const std::int64_t count = integer_or(a[0], 5);
    const bool html = truth_or(rendering, a[1], true);
    const std::int64_t least = integer_or(a[2], 20);
    const std::int64_t most = integer_or(a[3], 100);
    std::string out;
    for (std::int64_t i = 0; i < count; ++i) {
        if (least >= most) {
            value_error("empty range for randrange() (" + std::to_string(least) + ", " +
                        std::to_string(most) + ", " + (least > most ? "-" : "") +
                        std::to_string(static_cast<std::uint64_t>(least) - static_cast<std::uint64_t>(most)) +
                        ")");
        }
        const std::int64_t words = between(rendering.random(), least, most);
        rendering.charge(static_cast<std::uint64_t>(std::max<std::int64_t>(words, 0)) + 1);
        rendering.check_text(out.size() + static_cast<std::size_t>(std::max<std::int64_t>(words, 0)) * 2);
        if (i > 0) out += html ? "\n" : "\n\n";
        const std::string text = paragraph(rendering.random(), words);
        out += html ? "<p>" + text + "</p>" : text;
    }
    rendering.check_text(out.size());
    return rendering.text(out, html);
}

}  // namespace tidings::jinja
