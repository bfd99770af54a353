// The query of a list: its page, its cursor and its filters are within their bounds, or faults say what is
// wrong.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "http/target.h"
#include "ports/paging.h"
#include "services/admin/query.h"

using namespace tidings;

namespace {

void check_cursors(const ports::Page& page) {
    const auto id = ports::id_below(page);
    TIDINGS_ASSERT(!id || !page.after || id->str() == *page.after);
    const auto number = ports::number_below(page);
    TIDINGS_ASSERT(!number || *number >= 0);
    TIDINGS_ASSERT(page.after || (id && number));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto fields = http::parse_query({reinterpret_cast<const char*>(data), size});
    if (!fields) return 0;
    http::Request request;
    request.query_fields = *fields;

    core::Faults faults;
    admin::Query query(request, faults);
    const auto page = query.page();
    const auto filter = query.filter();
    query.finish();
    for (const auto& fault : faults) {
        TIDINGS_ASSERT(!fault.detail.empty() && http::find(*fields, fault.pointer) != nullptr);
    }
    TIDINGS_ASSERT(!faults.empty() || (page.limit >= 1 && page.limit <= ports::kPageMax));
    TIDINGS_ASSERT(ports::length_of(page) <= ports::kPageMax);
    check_cursors(page);
    TIDINGS_ASSERT(!filter.user || filter.user->str() == *request.query_value("user"));

    core::Faults stricter;
    admin::Query none(request, stricter);
    none.finish();
    TIDINGS_ASSERT(stricter.empty() || !fields->empty());
    return 0;
}
