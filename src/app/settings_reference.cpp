#include "app/settings_reference.h"

#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/settings_table.h"

namespace tidings::app {

namespace {

constexpr std::string_view kBeginning = R"(# Settings

This page is written by `tidings config --reference`.

A setting has one name and four places, of which the first that has it wins:

1. a flag: `--http-listen 127.0.0.1:9000`
2. the environment: `TIDINGS_HTTP_LISTEN=127.0.0.1:9000`
3. the file that `--config` or `TIDINGS_CONFIG` names, else `tidings.toml` in the current folder: `listen =
   "127.0.0.1:9000"` under `[http]`
4. the default

`tidings config` shows the settings in force and where each came from. An unknown flag or key is an error with the
nearest name, an unknown `TIDINGS_` variable a warning. Durations are written `250ms`, `30s`, `15m`, `1h30m`, `7d`;
lists with commas, or as arrays in the file.

A secret is never shown. Instead of it a file that holds it can be named, by the same name with `_file` behind:
`TIDINGS_SMTP_PASSWORD_FILE=/run/secrets/smtp`. Flags are seen by everyone on the machine, so keep secrets out of
them.

| setting | default | what it does | used by |
|---|---|---|---|
)";

std::string_view note(const SettingSpec& spec) {
    return spec.secret ? " Secret." : "";
}

std::string choices(const SettingSpec& spec) {
    if (spec.words.size() < 2 || spec.kind != SettingKind::word) return "";
    return fmt::format(" One of `{}`.", fmt::join(spec.words, "`, `"));
}

std::string sentence(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    if (!text.ends_with('.')) text += '.';
    return text;
}

}  // namespace

std::string settings_reference() {
    std::string page(kBeginning);
    for (const SettingSpec& spec : setting_table()) {
        const std::string fallback = spec.fallback.empty() ? "" : '`' + spec.fallback + '`';
        page += fmt::format("| `{}` | {} | {}{}{} | {} |\n", spec.name, fallback, sentence(spec.help),
                            choices(spec), note(spec), spec.used_by);
    }
    return page;
}

}  // namespace tidings::app
