#include "app/seed.h"

#include <map>
#include <vector>

#include "base/assert.h"
#include "embedded/catalog.h"
#include "services/records/catalog_record.h"

namespace tidings::app {
namespace {

// "templates/order.completed/email/en/subject.jinja" in its parts.
std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    while (true) {
        const auto slash = path.find('/');
        parts.emplace_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return parts;
        path.remove_prefix(slash + 1);
    }
}

std::string without_ending(const std::string& file) {
    return file.substr(0, file.rfind('.'));
}

// The files are part of the program, so what is wrong with one is a bug.
core::EventType type_in(const std::string& name, std::string_view text) {
    core::Faults faults;
    auto type = core::EventType::from_json(core::TypeName(name), json::read(text).value(), faults);
    TIDINGS_ASSERT(faults.empty());
    return type;
}

}  // namespace

Result<std::size_t> seed_catalog(ports::EventLog& log) {
    const auto extents = log.extents(core::Topic::catalog);
    if (!extents) return extents.error();
    for (const auto& extent : *extents) {
        if (extent.end > 0) return std::size_t{0};
    }
    std::vector<ports::NewRecord> records;
    std::map<std::string, records::TemplateEntry> templates;  // by folder
    for (const auto& file : embedded::catalog()) {
        const auto parts = split(file.path);
        if (parts.front() == "event-types") {
            records.push_back(records::write_catalog(type_in(without_ending(parts.back()), file.bytes)));
            continue;
        }
        if (parts.front() == "pieces") {
            const auto name = file.path.substr(file.path.find('/') + 1);
            records.push_back(
                records::write_catalog(records::PieceEntry{std::string(name), 1, std::string(file.bytes)}));
            continue;
        }
        TIDINGS_ASSERT(parts.size() == 5 && parts.front() == "templates");
        auto& entry = templates[parts[1] + "/" + parts[2] + "/" + parts[3]];
        entry.type = core::TypeName(parts[1]);
        entry.channel = core::parse_channel(parts[2]).value();
        entry.locale = parts[3];
        entry.body[without_ending(parts[4])] = file.bytes;
    }
    for (const auto& [folder, entry] : templates) records.push_back(records::write_catalog(entry));
    if (const auto appended = log.append(records); !appended) return appended.error();
    return records.size();
}

}  // namespace tidings::app
