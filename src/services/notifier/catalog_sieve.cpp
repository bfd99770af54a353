#include "services/notifier/catalog_sieve.h"

#include "services/catalog/catalog.h"
#include "services/notifier/dead.h"

namespace tidings::notifier {
namespace {

constexpr std::size_t kBatch = 100;

// As CatalogView takes it in.
Result<> readable(const ports::Record& record) {
    auto entry = records::read_catalog(record);
    return entry ? catalog::Catalog().add(std::move(*entry)) : Result<>(entry.error());
}

// Dead records are shown to whoever may read.
ports::Record without_secret(ports::Record record) {
    if (record.key.starts_with("secret/")) record.value.clear();
    return record;
}

}  // namespace

Result<std::size_t> CatalogSieve::step() {
    const auto records = reader_.poll(kBatch);
    if (!records) return records.error();
    std::vector<ports::Record> unreadable;
    std::vector<Error> why;
    for (const auto& record : *records) {
        const auto read = readable(record);
        if (read) continue;
        unreadable.push_back(without_secret(record));
        why.push_back(read.error());
    }
    if (unreadable.empty()) return records->size();
    if (const auto done = set_aside(unreadable, why); !done) {
        reader_.rewind();
        if (done.error().code != Errc::conflict) return done.error();
    }
    return records->size();
}

Result<> CatalogSieve::set_aside(std::span<const ports::Record> unreadable, std::span<const Error> why) {
    ports::Changes changes;
    std::vector<ports::NewRecord> copies;
    for (std::size_t i = 0; i < unreadable.size(); ++i) {
        copies.push_back(bury(unreadable[i], "unreadable", why[i], clock_.now(), changes));
    }
    reader_.move_offsets(unreadable, changes);
    if (const auto kept = log_.append(copies); !kept) return kept;
    if (const auto committed = store_.commit(changes); !committed) return committed;
    reader_.committed(changes);
    return {};
}

}  // namespace tidings::notifier
