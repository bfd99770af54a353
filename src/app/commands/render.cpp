#include <filesystem>

#include "app/commands/client.h"
#include "app/commands/commands.h"
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
        if (!std::filesystem::is_regular_file(file)) return std::nullopt;
        const Result<std::string> source = read_input(file.string());
        return source ? std::optional(*source) : std::nullopt;
    }

private:
    std::filesystem::path folder_;
};

Result<jinja::Undefined> undefined_of(const std::string& word) {
    if (word == "strict") return jinja::Undefined::strict;
    if (word == "default") return jinja::Undefined::standard;
    if (word == "chainable") return jinja::Undefined::chainable;
    if (word == "debug") return jinja::Undefined::debug;
    return invalid("--undefined: \"" + printable(word) +
                   "\" is not known; write strict, default, chainable or debug");
}

Result<jinja::Options> options_of(const Arguments& arguments) {
    const Result<jinja::Undefined> undefined = undefined_of(arguments.value("--undefined", "strict"));
    if (!undefined) return undefined.error();
    jinja::Options options;
    options.undefined = *undefined;
    options.autoescape = arguments.has("--autoescape");
    options.trim_blocks = arguments.has("--trim-blocks");
    options.lstrip_blocks = arguments.has("--lstrip-blocks");
    options.keep_trailing_newline = arguments.has("--keep-trailing-newline");
    options.line_statement_prefix = arguments.value("--line-statement-prefix");
    options.line_comment_prefix = arguments.value("--line-comment-prefix");
    return options;
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

// Jinja2's words, and nothing around them.
int template_error(Invocation& invocation, const jinja::TemplateError& error) {
    invocation.err << error.str() << '\n';
    return 1;
}

Result<int> run(Invocation& invocation) {
    const Arguments& arguments = invocation.arguments;
    if (arguments.value("--template") == "-" && arguments.value("--data") == "-")
        return invalid("--template and --data cannot both be standard input; name a file for one of them");
    const Result<jinja::Options> options = options_of(arguments);
    if (!options) return options.error();
    const Result<std::string> source = read_input(arguments.value("--template"));
    if (!source) return source.error();
    const Result<json::object> data = data_of(arguments);
    if (!data) return data.error();
    std::shared_ptr<const jinja::Loader> loader;
    if (arguments.has("--templates")) loader = std::make_shared<FolderLoader>(arguments.value("--templates"));

    const auto compiled = jinja::Template::compile(*source, *options, loader);
    if (!compiled) return template_error(invocation, compiled.error());
    const auto text = compiled->render(*data);
    if (!text) return template_error(invocation, text.error());
    invocation.out << *text;
    return 0;
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
        .run = run};
}

}  // namespace tidings::app
