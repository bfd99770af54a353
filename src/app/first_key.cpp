#include "app/first_key.h"

#include <algorithm>

#include "app/engine.h"
#include "app/engine_start.h"
#include "app/seed.h"
#include "services/catalog/catalog.h"
#include "services/intake/submission.h"
#include "services/web/access.h"

namespace tidings::app {
namespace {

Result<> check(const std::string& name, const std::vector<std::string>& scopes) {
    if (const auto fault = core::name_fault(name)) return invalid("--name " + *fault);
    const auto is_unknown = [](const std::string& scope) { return !web::parse_scope(scope); };
    if (scopes.empty() || std::ranges::any_of(scopes, is_unknown))
        return invalid("--scopes must be some of send, read, admin");
    return {};
}

}  // namespace

Result<MadeKey> make_key_offline(const Settings& settings, const std::string& name,
                                 const std::vector<std::string>& scopes) {
    if (const auto good = check(name, scopes); !good) return good.error();
    const auto engine = make_engine(settings);
    if (!engine) return engine.error();
    // First, because a catalog that has anything is not seeded again.
    if (const auto seeded = seed_catalog((*engine)->log()); !seeded) return seeded.error();
    catalog::CatalogView catalog((*engine)->log());
    if (const auto read = read_to_the_end(catalog); !read) return read.error();
    if (catalog.current()->api_keys().empty() && std::ranges::count(scopes, "admin") == 0) {
        return invalid("--scopes must hold admin for the first key, or nobody could make another");
    }
    const auto key = web::make_key(name, scopes, (*engine)->clock().now());
    const std::vector<ports::NewRecord> records{records::write_catalog(key.entry)};
    if (const auto appended = (*engine)->log().append(records); !appended) return appended.error();
    return MadeKey{key.entry.id, key.text};
}

}  // namespace tidings::app
