#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "core/decide.h"
#include "ports/event_log.h"
#include "schema/schema.h"
#include "services/catalog/templates.h"
#include "services/records/catalog_record.h"

namespace tidings::catalog {

// A version of an event type. The schema is compiled for the newest version only, which is the one that new
// events are held against.
struct TypeVersion {
    core::EventType type;
    std::shared_ptr<const schema::Schema> schema;
};

// Why a body cannot become an event type: every fault, the schema's included.
core::EventType read_event_type(const core::TypeName& name, const json::value& body, core::Faults& faults);

// What a name has said, by version. Entries are shared by the snapshots that have them.
using TemplateVersions = std::map<std::int32_t, std::shared_ptr<const records::TemplateEntry>>;
using PieceVersions = std::map<std::int32_t, std::shared_ptr<const records::PieceEntry>>;

// All event types, templates and API keys at one moment. Immutable, so that any thread may read it.
class Catalog {
public:
    // The newest version of a type, or nullptr.
    const TypeVersion* type(const core::TypeName& name) const;

    // The version that an event was accepted under; where that is not known, the newest. nullptr: no such
    // type.
    const core::EventType* type(const core::TypeName& name, std::int32_t version) const;

    // The newest template for exactly this locale, in whatever case, or nullptr.
    const CompiledTemplate* find_template(const core::TypeName& type, core::Channel channel,
                                          const std::string& locale) const;

    // All versions of that template; none where there is no such template.
    const TemplateVersions& template_versions(const core::TypeName& type, core::Channel channel,
                                              const std::string& locale) const;

    // The template that a recipient with this locale gets: "pt-BR", else "pt", else that of the default
    // locale and what it falls back to, else any; nullptr when the (type, channel) has none.
    const CompiledTemplate* best_template(const core::TypeName& type, core::Channel channel,
                                          const std::string& locale, const std::string& default_locale) const;

    // The default locale of a type: its own, else `setting`.
    const std::string& locale_of(const core::TypeName& type, const std::string& setting) const;

    const std::map<core::TypeName, std::map<std::int32_t, TypeVersion>>& types() const { return types_; }
    const auto& templates() const { return templates_; }

    // A piece in its newest version, or nullptr; all versions of it.
    const records::PieceEntry* piece(const std::string& name) const;
    const PieceVersions& piece_versions(const std::string& name) const;

    // All of them, each in its newest version.
    Pieces pieces() const;
    const std::map<std::string, records::ApiKeyEntry>& api_keys() const { return api_keys_; }

    // What all processes share under that name, or nullptr.
    const Secret* secret(const std::string& name) const;

    // Takes one entry in; what does not compile is an error and changes nothing. A version of a type or of a
    // template is what the first record on the log says of it: a later one that says something else is
    // Errc::conflict. In whatever order: a template may be taken in before the pieces that it names.
    Result<> add(records::CatalogEntry entry);

    // Notes that there is a version of a type which could not be taken in; and whether there is one that has
    // not been since. An event of it is not to be decided by another version.
    void leave_out(const core::TypeName& name, std::int32_t version);
    bool lacks(const core::TypeName& name, std::int32_t version) const;

    // Gives the templates that name pieces those that are there now. To be called when all has been added,
    // before anybody renders. Others than those whose pieces have changed stay as they are.
    void link();

    // What counts under the name and version of an event type, a piece or a template, where that is known.
    std::optional<records::CatalogEntry> counts_as(const records::CatalogEntry& entry) const;

private:
    using TemplateKey =
        std::tuple<core::TypeName, core::Channel, std::string>;  // the locale in small letters

    bool has(const core::TypeName& name, std::int32_t version) const;
    Result<> add_type(core::EventType type);
    Result<> add_template(const records::TemplateEntry& entry);
    Result<> add_piece(records::PieceEntry entry);

    std::map<core::TypeName, std::map<std::int32_t, TypeVersion>> types_;
    std::set<std::pair<core::TypeName, std::int32_t>> left_out_;
    std::map<TemplateKey, std::shared_ptr<const CompiledTemplate>> templates_;
    std::map<TemplateKey, TemplateVersions> template_versions_;
    std::map<std::string, PieceVersions> pieces_;
    std::set<TemplateKey> unlinked_;        // templates that were added since `link`
    std::set<std::string> changed_pieces_;  // pieces, too
    std::map<std::string, records::ApiKeyEntry> api_keys_;
    std::map<std::string, Secret> secrets_;
};

// Follows the catalog log. Every method may be called from any thread.
class CatalogView {
public:
    explicit CatalogView(ports::EventLog& log);

    // Reads what has been appended before the call, all of it, or waits until another thread has. Cheap when
    // nothing was. Entries that cannot be read are logged and left out.
    Result<> refresh();

    // Reads what the log holds now, whoever appended it. Errc::unavailable while that has not all come; to be
    // tried again then. Asks the log how far it reaches: for a start, and for what is missing here.
    Result<> catch_up();

    std::shared_ptr<const Catalog> current() const;

private:
    Result<> follow(Catalog& catalog);

    ports::EventLog& log_;
    // Counts appends; the first stands for what was there before. The log's too, which may outlive us.
    const std::shared_ptr<std::atomic<std::uint64_t>> appended_ =
        std::make_shared<std::atomic<std::uint64_t>>(1);
    std::atomic<std::uint64_t> read_{0};  // how many of them `current_` has
    std::mutex reading_;
    std::unique_ptr<ports::LogReader> reader_;
    std::map<ports::Partition, std::int64_t> next_;  // what has been read of each
    mutable std::mutex publishing_;
    std::shared_ptr<const Catalog> current_ = std::make_shared<Catalog>();
};

// What rendering needs beside the catalog.
struct Texts {
    std::string default_locale = "en";
    // The link by which a recipient switches a category off; empty: there is none.
    std::function<std::string(const core::UserId&, const std::string& category)> unsubscribe_url;
};

// Renders the channels of one event; made once for each event, since all channels see the same variables: the
// members of the data, and `data`, `event`, `user`, `unsubscribe_url` (where the category can be switched
// off).
class EventRenderer {
public:
    EventRenderer(const Catalog& catalog, const core::Event& event, const core::Recipient& recipient,
                  const Texts& texts);

    Result<core::Rendered> operator()(core::Channel channel);

private:
    jinja::Surroundings surroundings(core::Channel channel, const std::string& text_locale) const;
    void add_unsubscribe_url(std::string& content);
    const json::object& context();

    const Catalog& catalog_;
    const core::Event& event_;
    const core::Recipient& recipient_;
    const Texts& texts_;
    std::optional<json::object> context_;
};

}  // namespace tidings::catalog
