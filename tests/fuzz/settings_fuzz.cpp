// A settings file. It is refused with a reason, or each of its settings is refused with one or can be used as
// what it is meant to be.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "app/settings.h"
#include "app/settings_file.h"
#include "base/assert.h"

using namespace tidings;
using app::SettingKind;

namespace {

void use(const app::Settings& settings, const app::SettingSpec& spec) {
    switch (spec.kind) {
        case SettingKind::words:
            TIDINGS_ASSERT(!settings.words(spec.name).empty());
            break;
        case SettingKind::flag:
            (void)settings.flag(spec.name);
            break;
        case SettingKind::number:
            TIDINGS_ASSERT(settings.number(spec.name) >= spec.least &&
                           settings.number(spec.name) <= spec.most);
            break;
        case SettingKind::share:
            TIDINGS_ASSERT(settings.share(spec.name) >= 0 && settings.share(spec.name) <= 1);
            break;
        case SettingKind::duration:
            TIDINGS_ASSERT(settings.duration(spec.name) > Duration::zero());
            break;
        case SettingKind::durations:
            (void)settings.durations(spec.name);
            break;
        case SettingKind::limit:
            (void)settings.limit(spec.name);
            break;
        default:
            if (!spec.secret) (void)settings.text(spec.name);
    }
    (void)settings.shown(spec.name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = app::read_settings_file({reinterpret_cast<const char*>(data), size}, "tidings.toml");
    if (!read) {
        TIDINGS_ASSERT(read.error().message.find("file tidings.toml line ") != std::string::npos);
        return 0;
    }
    app::Settings settings;
    for (const app::FileSetting& setting : *read) {
        TIDINGS_ASSERT(setting.line >= 1);
        const app::SettingSpec* spec = app::find_setting(setting.name);
        if (spec == nullptr) continue;
        if (settings.set(setting.name, setting.text, "file"))
            TIDINGS_ASSERT(settings.origin(setting.name) == "file");
        use(settings, *spec);
    }
    return 0;
}
