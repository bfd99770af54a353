#include "adapters/redis/scripts.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "embedded/redis_scripts.h"

namespace tidings::adapters::redis {
namespace {

struct Parts {
    std::string_view name;
    std::vector<std::string_view> shared;
};

const std::array<Parts, kScripts>& parts() {
    static const std::array<Parts, kScripts> all{{
        {"push", {"foreign"}},
        {"fence", {}},
        {"take", {"leases", "windows"}},
        {"acknowledge", {"leases"}},
        {"release", {"leases", "windows"}},
        {"renew", {"leases"}},
        {"ended", {"leases"}},
        {"holds", {"foreign"}},
        {"withdraw", {"leases", "foreign"}},
        {"depths", {}},
        {"count_sends", {"windows"}},
        {"begin_refill", {}},
        {"end_refill", {}},
        {"adopt", {}},
        {"quarantine", {"leases"}},
        {"put_aside", {}},
        {"intake_take", {}},
        {"intake_done", {}},
    }};
    return all;
}

std::string_view file(std::string_view name) {
    const auto files = embedded::redis_scripts();
    const auto found = std::ranges::find(files, std::string(name) + ".lua", &EmbeddedFile::path);
    TIDINGS_ASSERT(found != files.end());
    return found->bytes;
}

}  // namespace

ScriptTexts script_texts(const Names& names, const std::set<core::Channel>& foreign,
                         const std::map<core::Channel, core::RateLimit>& limits, Duration silence) {
    const std::string tables = lua_tables(names, foreign, limits, silence);
    ScriptTexts texts;
    for (std::size_t i = 0; i < kScripts; ++i) {
        std::string& text = texts[i];
        text.append(tables).append(file("common"));
        for (const auto shared : parts()[i].shared) text.append(file(shared));
        text.append(file(parts()[i].name));
    }
    return texts;
}

}  // namespace tidings::adapters::redis
