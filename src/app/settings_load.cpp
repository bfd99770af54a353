#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "app/read_file.h"
#include "app/settings.h"
#include "app/settings_file.h"
#include "base/log_format.h"
#include "base/nearest.h"

namespace tidings::app {

namespace {

constexpr std::string_view kDefaultFile = "tidings.toml";
constexpr std::string_view kSecretFileEnding = "_file";

// Variables that clients read and that are no settings.
constexpr std::array<std::string_view, 3> kOtherVariables{"TIDINGS_CONFIG", "TIDINGS_URL", "TIDINGS_KEY"};

std::string in_quotes(std::string_view text) {
    std::string quoted;
    log::append_quoted(text, quoted);
    return quoted;
}

// Settings are offered from the strongest source to the weakest; the first that has one keeps it.
class Loader {
public:
    // A value, or with `_file` behind the name of a secret, the path of the file that holds it.
    void offer(const std::string& name, std::string text, const std::string& origin) {
        if (find_setting(name) != nullptr) return put(name, std::move(text), origin);
        const std::string secret = name.substr(0, name.size() - kSecretFileEnding.size());
        Result<std::string> content = read_file(text);
        if (!content) return fault(fmt::format("{} ({}): {}", name, origin, content.error().message));
        for (const char end : {'\n', '\r'}) {
            if (content->ends_with(end)) content->pop_back();
        }
        put(secret, *std::move(content), origin);
    }

    // What one source says about every setting.
    template <class Find>
    void offer_all(Find find) {
        from_this_source_.clear();
        for (const std::string& name : setting_names()) find(name);
        taken_.insert(from_this_source_.begin(), from_this_source_.end());
    }

    void fault(const std::string& text) {
        if (!faults_.empty()) faults_ += '\n';
        faults_ += text;
    }
    void warn(std::string text) { loaded_.warnings.push_back(std::move(text)); }

    Result<LoadedSettings> finish() {
        if (!faults_.empty()) return invalid(faults_);
        return std::move(loaded_);
    }

private:
    void put(const std::string& name, std::string text, const std::string& origin) {
        const auto [first, is_first] = from_this_source_.insert({name, origin});
        if (!is_first) {
            return fault(fmt::format("{} is given twice: by {} and by {}; leave one of them out", name,
                                     first->second, origin));
        }
        if (taken_.contains(name)) return;
        if (const Result<> set = loaded_.settings.set(name, std::move(text), origin); !set) {
            fault(set.error().message);
        }
    }

    LoadedSettings loaded_;
    std::map<std::string, std::string> taken_;  // with their origins, by stronger sources
    std::map<std::string, std::string> from_this_source_;
    std::string faults_;
};

bool is_setting_name(const std::string& name) {
    return std::ranges::find(setting_names(), name) != setting_names().end();
}

void load_flags(const SettingSources& sources, Loader& loader) {
    loader.offer_all([&](const std::string& name) {
        const auto found = sources.flags.find(name);
        if (found != sources.flags.end()) loader.offer(name, found->second, "flag " + flag_of(name));
    });
}

void load_environment(const SettingSources& sources, Loader& loader) {
    std::vector<std::string> known(kOtherVariables.begin(), kOtherVariables.end());
    loader.offer_all([&](const std::string& name) {
        known.push_back(environment_of(name));
        const auto found = sources.environment.find(known.back());
        if (found != sources.environment.end()) {
            loader.offer(name, found->second, "environment " + known.back());
        }
    });
    for (const auto& [variable, value] : sources.environment) {
        if (!variable.starts_with("TIDINGS_")) continue;
        if (std::ranges::find(known, variable) != known.end()) continue;
        loader.warn(fmt::format("environment {} is no setting{}", variable, did_you_mean(variable, known)));
    }
}

// The file to read, or an empty path.
std::string choose_file(const SettingSources& sources) {
    if (!sources.file.empty()) return sources.file;
    const auto named = sources.environment.find("TIDINGS_CONFIG");
    if (named != sources.environment.end() && !named->second.empty()) return named->second;
    return std::filesystem::exists(kDefaultFile) ? std::string(kDefaultFile) : "";
}

void load_file(const std::string& path, Loader& loader) {
    const Result<std::string> text = read_file(path);
    if (!text) return loader.fault(text.error().message);
    const Result<std::vector<FileSetting>> read = read_settings_file(*text, path);
    if (!read) return loader.fault(read.error().message);
    loader.offer_all([&](const std::string& name) {
        const auto found = std::ranges::find(*read, name, &FileSetting::name);
        if (found == read->end()) return;
        loader.offer(name, found->text, fmt::format("file {} line {}", path, found->line));
    });
    for (const FileSetting& setting : *read) {
        if (is_setting_name(setting.name)) continue;
        loader.fault(fmt::format("file {} line {}: there is no setting {}{}", path, setting.line,
                                 in_quotes(setting.name), did_you_mean(setting.name, setting_names())));
    }
}

}  // namespace

Result<LoadedSettings> load_settings(const SettingSources& sources) {
    Loader loader;
    load_flags(sources, loader);
    load_environment(sources, loader);
    if (const std::string path = choose_file(sources); !path.empty()) load_file(path, loader);
    return loader.finish();
}

}  // namespace tidings::app
