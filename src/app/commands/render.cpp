#include <filesystem>

#include "adapters/system/system_clock.h"
#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "babel/vocabulary.h"
#include "jinja/template.h"

namespace tidings::app {

namespace {

// The templates of a folder, and of no other place: names with ".." find nothing, as in Jinja2.
class FolderLoader final : public jinja::Loader {
public:
    explicit FolderLoader(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::optional<std::string> load(std::string_view name) const override {
        const std::filesystem::path path(name);
        for (const auto& part : path) {
            if (part == "..") return std::nullopt;
        }
        const std::filesystem::path file = folder_ / path.relative_path();
        std::error_code unreadable;  // a name that is too long, links in a circle: nothing is there
        if (!std::filesystem::is_regular_file(file, unreadable)) return std::nullopt;
        const Result<std::string> source = read_input(file.string());
        return source ? std::optional(*source) : std::nullopt;
    }

private:
    std::filesystem::path folder_;
};

jinja::Undefined undefined_of(const std::string& word) {
    if (word == "default") return jinja::Undefined::standard;
    if (word == "chainable") return jinja::Undefined::chainable;
    return word == "debug" ? jinja::Undefined::debug : jinja::Undefined::strict;
}

jinja::Options options_of(const Arguments& arguments) {
    jinja::Options options;
    options.undefined = undefined_of(arguments.value("--undefined", "strict"));
    options.autoescape = arguments.has("--autoescape");
    options.trim_blocks = arguments.has("--trim-blocks");
    options.lstrip_blocks = arguments.has("--lstrip-blocks");
    options.keep_trailing_newline = arguments.has("--keep-trailing-newline");
    options.line_statement_prefix = arguments.value("--line-statement-prefix");
    options.line_comment_prefix = arguments.value("--line-comment-prefix");
    return options;
}

// Filters are always there. The globals come with any of the flags that tell what they speak of, so that
// without them a call of a name that Jinja2 does not have fails as there.
jinja::Surroundings surroundings_of(const Arguments& arguments, jinja::Options& options) {
    const bool asked = arguments.has("--locale") || arguments.has("--timezone") || arguments.has("--now");
    options.vocabulary = asked ? &babel::vocabulary() : &babel::filters_only();
    jinja::Surroundings around;
    around.now = adapters::SystemClock().now();
    around.locale = arguments.value("--locale", around.locale);
    if (arguments.has("--timezone")) around.time_zone = TimeZone::find(arguments.value("--timezone")).value();
    if (arguments.has("--now")) around.now = parse_rfc3339(arguments.value("--now")).value();
    return around;
}

Result<json::object> data_of(const Arguments& arguments) {
    if (!arguments.has("--data")) return json::object{};
    const Result<std::string> text = read_input(arguments.value("--data"));
    if (!text) return text.error();
    Result<json::value> data = json::read(*text);
    if (!data) return invalid("--data is not JSON: " + data.error().message);
    if (!data->is_object())
        return invalid("--data is no JSON object; its members are the template's variables");
    return std::move(data->get_object());
}

Result<std::shared_ptr<const jinja::Loader>> loader_of(const Arguments& arguments) {
    if (!arguments.has("--templates")) return std::shared_ptr<const jinja::Loader>();
    const std::string folder = arguments.value("--templates");
    std::error_code unreadable;
    if (!std::filesystem::is_directory(folder, unreadable))
        return not_found("--templates: \"" + printable(folder) + "\" is no folder");
    return std::shared_ptr<const jinja::Loader>(std::make_shared<FolderLoader>(folder));
}

// Jinja2's words, and nothing around them.
int template_error(Invocation& invocation, const jinja::TemplateError& error) {
    invocation.err << error.str() << '\n';
    return 1;
}

Result<int> run_render(Invocation& invocation) {
    const Arguments& arguments = invocation.arguments;
    jinja::Options options = options_of(arguments);
    const jinja::Surroundings surroundings = surroundings_of(arguments, options);
    const Result<std::string> source = read_input(arguments.value("--template"));
    if (!source) return source.error();
    const Result<json::object> data = data_of(arguments);
    if (!data) return data.error();
    const Result<std::shared_ptr<const jinja::Loader>> loader = loader_of(arguments);
    if (!loader) return loader.error();

    const auto compiled = jinja::Template::compile(*source, options, *loader);
    if (!compiled) return template_error(invocation, compiled.error());
    const auto text = compiled->render(*data, surroundings);
    if (!text) return template_error(invocation, text.error());
    invocation.out << *text;
    return 0;
}

std::string misuse(const Arguments& arguments) {
    const bool both = arguments.value("--template") == "-" && arguments.value("--data") == "-";
    return both ? "--template and --data cannot both be standard input; name a file for one of them" : "";
}

}  // namespace

CommandSpec render_command() {
    return {
        .name = "render",
        .section = "Offline",
        .help = "Render one template, printed with nothing added",
        .examples =
            "  tidings render --template mail.html --data order.json --autoescape\n"
            "  echo '{\"name\": \"Ada\"}' | tidings render --template hello.txt --data -",
        .options = {{.name = "--template",
                     .value = "FILE",
                     .help = "The template; - for standard input",
                     .required = true},
                    {.name = "--data",
                     .value = "FILE",
                     .help = "Its variables, a JSON object; - for standard input"},
                    {.name = "--templates", .value = "DIR", .help = "Where include, import and extends look"},
                    {.name = "--undefined",
                     .value = "HOW",
                     .help = "What an unknown name does (strict)",
                     .words = {"strict", "default", "chainable", "debug"}},
                    {.name = "--locale",
                     .value = "TAG",
                     .help = "Language and region of dates and numbers (en)",
                     .check = check_known_locale},
                    {.name = "--timezone",
                     .value = "ZONE",
                     .help = "Zone of dates and times (UTC)",
                     .check = check_zone},
                    {.name = "--now",
                     .value = "TIME",
                     .help = "What now() is, RFC 3339 (the present)",
                     .check = check_time},
                    {.name = "--autoescape", .help = "Escape printed values for HTML"},
                    {.name = "--trim-blocks", .help = "Drop the newline after a block tag"},
                    {.name = "--lstrip-blocks", .help = "Drop blanks before a block tag"},
                    {.name = "--keep-trailing-newline", .help = "Keep the newline at the template's end"},
                    {.name = "--line-statement-prefix",
                     .value = "P",
                     .help = "What makes the rest of a line a statement"},
                    {.name = "--line-comment-prefix",
                     .value = "P",
                     .help = "What makes the rest of a line a comment"}},
        .misuse = misuse,
        .run = run_render};
}

}  // namespace tidings::app
