// A schema and an instance, one line each. Whatever compiles validates within its bounds, finds the same
// faults twice, and points only at what stands in the instance or is missing from an object in it.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/assert.h"
#include "base/json.h"
#include "schema/schema.h"

using namespace tidings;

namespace {

void check_fault(const schema::Fault& fault, const json::value& instance) {
    TIDINGS_ASSERT(!fault.detail.empty());
    if (json::find(instance, fault.pointer) != nullptr) return;
    const std::string_view parent = std::string_view(fault.pointer).substr(0, fault.pointer.rfind('/'));
    const json::value* object = json::find(instance, parent);
    TIDINGS_ASSERT(object != nullptr && object->is_object() &&
                   fault.detail.find("is required") != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return 0;
    const auto schema_text = json::parse(text.substr(0, end));
    const auto instance = json::parse(text.substr(end + 1));
    if (!schema_text || !instance) return 0;
    const auto compiled = schema::Schema::compile(*schema_text);
    if (!compiled) return 0;

    std::vector<schema::Fault> faults;
    compiled->validate(*instance, "", faults);
    TIDINGS_ASSERT(faults.size() <= schema::kFaultsMax);
    for (const schema::Fault& fault : faults) check_fault(fault, *instance);

    std::vector<schema::Fault> again;
    compiled->validate(*instance, "", again);
    TIDINGS_ASSERT(faults == again);
    return 0;
}
