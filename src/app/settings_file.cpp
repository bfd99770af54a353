#include "app/settings_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

namespace tidings::app {

namespace {

class Flattener {
public:
    explicit Flattener(std::string_view path) : path_(path) {}

    void table(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string name = prefix + std::string(key.str());
            const std::size_t line = key.source().begin.line;
            if (const toml::table* inner = node.as_table()) {
                this->table(*inner, name + '.');
            } else if (const auto text = as_text(node)) {
                settings_.push_back({name, *text, line});
            } else {
                faults_ += fmt::format(
                    "{}{}: file {} line {} has a value of a kind that no setting has; write "
                    "a string",
                    faults_.empty() ? "" : "\n", name, path_, line);
            }
        }
    }

    Result<std::vector<FileSetting>> finish() {
        if (!faults_.empty()) return invalid(faults_);
        return std::move(settings_);
    }

private:
    static std::optional<std::string> as_text(const toml::node& node) {
        if (const auto* text = node.as_string()) return text->get();
        if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
        if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
        if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
        if (const auto* array = node.as_array()) return joined(*array);
        return std::nullopt;
    }

    static std::optional<std::string> joined(const toml::array& array) {
        std::string list;
        for (const toml::node& node : array) {
            const std::optional<std::string> text = node.is_array() ? std::nullopt : as_text(node);
            if (!text) return std::nullopt;
            if (!list.empty()) list += ',';
            list += *text;
        }
        return list;
    }

    std::string_view path_;
    std::vector<FileSetting> settings_;
    std::string faults_;
};

}  // namespace

Result<std::vector<FileSetting>> read_settings_file(std::string_view toml, std::string_view path) {
    try {
        Flattener flattener(path);
        flattener.table(toml::parse(toml), "");
        return flattener.finish();
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        return invalid(
            fmt::format("file {} line {}, column {}: {}", path, at.line, at.column, error.description()));
    }
}

}  // namespace tidings::app
