#include "services/catalog/catalog.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/log.h"

namespace tidings::catalog {
namespace {

// Two changes at once are nobody's fault: one of them is answered with 409.
void tell_left_out(const ports::Record& record, const Error& why) {
    const auto level = why.code == Errc::conflict ? log::Level::warning : log::Level::error;
    log::write(level, "catalog entry left out", {{"key", record.key}, {"error", why.message}});
}

std::string_view language_of(std::string_view locale) {
    return locale.substr(0, locale.find_first_of("-_"));
}

// The locale of dates and numbers: the recipient's own, "de-AT" in a text of "de". Where no text in their
// language was found it is the text's, so that no German date stands in an English sentence.
const std::string& format_locale(const std::string& recipient, const std::string& text) {
    return equal_ignoring_case(language_of(recipient), language_of(text)) ? recipient : text;
}

}  // namespace

core::EventType read_event_type(const core::TypeName& name, const json::value& body, core::Faults& faults) {
    auto type = core::EventType::from_json(name, body, faults);
    if (type.schema.is_null()) return type;
    if (const auto compiled = schema::Schema::compile(type.schema); !compiled) {
        faults.push_back({"/schema", compiled.error().message});
    }
    return type;
}

const TypeVersion* Catalog::type(const core::TypeName& name) const {
    const auto versions = types_.find(name);
    return versions == types_.end() ? nullptr : &versions->second.rbegin()->second;
}

const core::EventType* Catalog::type(const core::TypeName& name, std::int32_t version) const {
    const auto versions = types_.find(name);
    if (versions == types_.end()) return nullptr;
    const auto found = versions->second.find(version);
    return found != versions->second.end() ? &found->second.type : &versions->second.rbegin()->second.type;
}

const CompiledTemplate* Catalog::find_template(const core::TypeName& type, core::Channel channel,
                                               const std::string& locale) const {
    const auto found = templates_.find({type, channel, to_lower(locale)});
    return found == templates_.end() ? nullptr : found->second.get();
}

const CompiledTemplate* Catalog::best_template(const core::TypeName& type, core::Channel channel,
                                               const std::string& locale,
                                               const std::string& default_locale) const {
    for (const auto& wanted : {locale, default_locale}) {
        for (std::string tag = wanted; !tag.empty();) {
            if (const auto* found = find_template(type, channel, tag)) return found;
            const auto dash = tag.rfind('-');
            tag.resize(dash == std::string::npos ? 0 : dash);
        }
    }
    const auto any = templates_.lower_bound({type, channel, ""});
    if (any == templates_.end() || std::get<0>(any->first) != type || std::get<1>(any->first) != channel) {
        return nullptr;
    }
    return any->second.get();
}

const std::string& Catalog::locale_of(const core::TypeName& type_name, const std::string& setting) const {
    const auto* newest = type(type_name);
    return newest && !newest->type.locale.empty() ? newest->type.locale : setting;
}

std::optional<records::CatalogEntry> Catalog::counts_as(const records::CatalogEntry& entry) const {
    if (const auto* type = std::get_if<core::EventType>(&entry)) {
        const auto versions = types_.find(type->name);
        if (versions == types_.end()) return std::nullopt;
        const auto found = versions->second.find(type->version);
        if (found == versions->second.end()) return std::nullopt;
        return found->second.type;
    }
    const auto in = [](const auto& versions, std::int32_t version) {
        const auto found = versions.find(version);
        return found == versions.end() ? std::nullopt : std::optional<records::CatalogEntry>(*found->second);
    };
    if (const auto* source = std::get_if<records::PieceEntry>(&entry)) {
        return in(piece_versions(source->name), source->version);
    }
    const auto* source = std::get_if<records::TemplateEntry>(&entry);
    if (!source) return std::nullopt;
    return in(template_versions(source->type, source->channel, source->locale), source->version);
}

bool Catalog::lacks(const core::TypeName& name, std::int32_t version) const {
    return left_out_.contains({name, version}) && !has(name, version);
}

void Catalog::leave_out(const core::TypeName& name, std::int32_t version) {
    left_out_.emplace(name, version);
}

bool Catalog::has(const core::TypeName& name, std::int32_t version) const {
    const auto versions = types_.find(name);
    return versions != types_.end() && versions->second.contains(version);
}

Result<> Catalog::add(records::CatalogEntry entry) {
    if (const auto first = counts_as(entry)) {
        if (records::write_catalog(*first).value == records::write_catalog(entry).value) return {};
        return conflict("another record of this version came first");
    }
    if (auto* type = std::get_if<core::EventType>(&entry)) return add_type(std::move(*type));
    if (auto* source = std::get_if<records::TemplateEntry>(&entry)) return add_template(*source);
    if (auto* piece = std::get_if<records::PieceEntry>(&entry)) return add_piece(std::move(*piece));
    if (auto* secret = std::get_if<records::SecretEntry>(&entry)) {
        secrets_.insert_or_assign(secret->name, std::move(secret->value));
        return {};
    }
    auto& key = std::get<records::ApiKeyEntry>(entry);
    api_keys_[key.id] = key;
    return {};
}

const Secret* Catalog::secret(const std::string& name) const {
    const auto found = secrets_.find(name);
    return found == secrets_.end() ? nullptr : &found->second;
}

Result<> Catalog::add_type(core::EventType type) {
    auto compiled = schema::Schema::compile(type.schema);
    if (!compiled) return compiled.error();
    auto& versions = types_[type.name];
    if (!versions.empty() && versions.rbegin()->first < type.version)
        versions.rbegin()->second.schema.reset();
    const auto version = type.version;
    versions[version] = {std::move(type), std::make_shared<const schema::Schema>(std::move(*compiled))};
    return {};
}

Result<> Catalog::add_template(const records::TemplateEntry& entry) {
    core::Faults faults;
    auto compiled = CompiledTemplate::compile(entry, faults, {}, core::Unknown::is_kept);
    if (!faults.empty()) return invalid(faults.front().pointer + " " + faults.front().detail);
    const TemplateKey key{entry.type, entry.channel, to_lower(entry.locale)};
    template_versions_[key][entry.version] = std::make_shared<const records::TemplateEntry>(entry);
    auto& newest = templates_[key];
    if (newest && newest->entry().version > entry.version) return {};
    newest = std::move(compiled);
    if (newest->uses_pieces()) unlinked_.insert(key);
    return {};
}

Result<> Catalog::add_piece(records::PieceEntry entry) {
    // Whether what it names is there is asked when it is put: on the log, that may come later.
    if (auto fault = piece_fault(entry)) return invalid(std::move(*fault));
    auto& versions = pieces_[entry.name];
    changed_pieces_.insert(entry.name);
    const auto version = entry.version;
    versions[version] = std::make_shared<const records::PieceEntry>(std::move(entry));
    return {};
}

const records::PieceEntry* Catalog::piece(const std::string& name) const {
    const auto versions = pieces_.find(name);
    return versions == pieces_.end() ? nullptr : versions->second.rbegin()->second.get();
}

const PieceVersions& Catalog::piece_versions(const std::string& name) const {
    static const PieceVersions none;
    const auto versions = pieces_.find(name);
    return versions == pieces_.end() ? none : versions->second;
}

const TemplateVersions& Catalog::template_versions(const core::TypeName& type, core::Channel channel,
                                                   const std::string& locale) const {
    static const TemplateVersions none;
    const auto versions = template_versions_.find({type, channel, to_lower(locale)});
    return versions == template_versions_.end() ? none : versions->second;
}

Pieces Catalog::pieces() const {
    Pieces newest;
    for (const auto& [name, versions] : pieces_) newest.emplace(name, versions.rbegin()->second);
    return newest;
}

void Catalog::link() {
    if (unlinked_.empty() && changed_pieces_.empty()) return;
    const auto now = std::make_shared<const Pieces>(pieces());
    for (auto& [key, compiled] : templates_) {
        const bool changed =
            unlinked_.contains(key) ||
            std::any_of(changed_pieces_.begin(), changed_pieces_.end(),
                        [&, &used_by = *compiled](const std::string& name) { return used_by.uses(name); });
        if (!changed) continue;
        core::Faults none;  // it compiled before
        compiled = CompiledTemplate::compile(compiled->entry(), none, now);
    }
    unlinked_.clear();
    changed_pieces_.clear();
}

CatalogView::CatalogView(ports::EventLog& log) : log_(log) {
    log_.on_append(core::Topic::catalog, [appended = appended_] { ++*appended; });
}

Result<> CatalogView::refresh() {
    if (read_ == *appended_) return {};
    const std::lock_guard lock(reading_);
    const std::uint64_t appended = *appended_;
    if (read_ == appended) return {};
    auto next = std::make_shared<Catalog>(*current());
    const auto followed = follow(*next);
    next->link();
    {
        // After a failure too: what was read before it is not read again.
        const std::lock_guard publish(publishing_);
        current_ = std::move(next);
    }
    if (followed) read_ = appended;
    return followed;
}

Result<> CatalogView::catch_up() {
    const auto extents = log_.extents(core::Topic::catalog);
    if (!extents) return extents.error();
    ++*appended_;
    if (const auto refreshed = refresh(); !refreshed) return refreshed;
    const std::lock_guard lock(reading_);
    for (const auto& extent : *extents) {
        if (next_[extent.partition] < extent.end) {
            return unavailable("the catalog has yet to be read to its end");
        }
    }
    return {};
}

Result<> CatalogView::follow(Catalog& catalog) {
    if (!reader_) {
        auto reader = log_.reader({core::Topic::catalog}, ports::Reading::alone);
        if (!reader) return reader.error();
        reader_ = std::move(*reader);
    }
    while (true) {
        for (const auto& partition : reader_->unpositioned()) {
            if (const auto sought = reader_->seek(partition, 0); !sought) return sought;
        }
        const auto records = reader_->poll(1000);
        if (!records) return records.error();
        if (records->empty()) return {};
        for (const auto& record : *records) {
            next_[record.partition] = record.offset + 1;
            auto entry = records::read_catalog(record);
            const auto added = entry ? catalog.add(std::move(*entry)) : Result<>(entry.error());
            if (added) continue;
            tell_left_out(record, added.error());
            if (const auto type = records::event_type_of(record.key)) {
                catalog.leave_out(type->first, type->second);
            }
        }
    }
}

std::shared_ptr<const Catalog> CatalogView::current() const {
    const std::lock_guard lock(publishing_);
    return current_;
}

EventRenderer::EventRenderer(const Catalog& catalog, const core::Event& event,
                             const core::Recipient& recipient, const Texts& texts)
    : catalog_(catalog), event_(event), recipient_(recipient), texts_(texts) {}

Result<core::Rendered> EventRenderer::operator()(core::Channel channel) {
    const auto& otherwise = catalog_.locale_of(event_.type, texts_.default_locale);
    const auto* found = catalog_.best_template(event_.type, channel, recipient_.locale, otherwise);
    if (!found) {
        return not_found("there is no template for " + event_.type.str() + " on " +
                         std::string(core::name(channel)));
    }
    auto content = found->render(context(), surroundings(channel, found->entry().locale));
    if (!content) return content.error();
    if (channel == core::Channel::email) add_unsubscribe_url(*content);
    return core::Rendered{std::move(*content), found->entry().locale, found->entry().version};
}

// What a text says of locale, zone, moment and chance is the same whenever the event is decided again.
jinja::Surroundings EventRenderer::surroundings(core::Channel channel, const std::string& text_locale) const {
    const Sha256 hash = sha256_of({event_.source.str(), event_.id.str(), core::name(channel)});
    std::uint64_t seed = 0;
    for (std::size_t i = 0; i < sizeof seed; ++i) seed = seed << 8U | hash[i];
    return {.locale = format_locale(recipient_.locale, text_locale),
            .time_zone = recipient_.zone(),
            .now = event_.received_at,
            .seed = seed};
}

// For the header by which mail programs offer one click (RFC 8058); they take https only.
void EventRenderer::add_unsubscribe_url(std::string& content) {
    const auto url = json::text_or_empty(context(), "unsubscribe_url");
    if (!url.starts_with("https://")) return;
    content.pop_back();
    content += ",\"unsubscribe_url\":";
    json::write_string(url, content);
    content += '}';
}

const json::object& EventRenderer::context() {
    if (context_) return *context_;
    json::object& c = context_.emplace();
    if (const auto* data = event_.data.if_object()) c = *data;
    c["data"] = event_.data;
    c["event"] = json::object{{"id", event_.id.str()},
                              {"source", event_.source.str()},
                              {"type", event_.type.str()},
                              {"time", format_rfc3339(event_.received_at)}};
    json::object user{{"id", event_.user.str()}};
    if (const auto profile = recipient_.to_json(); profile.is_object()) {
        for (const auto& member : profile.get_object()) user.insert_or_assign(member.key(), member.value());
    }
    c["user"] = std::move(user);
    const auto* type = catalog_.type(event_.type, event_.type_version);
    if (type && type->category_can_be_off && texts_.unsubscribe_url) {
        c["unsubscribe_url"] = texts_.unsubscribe_url(event_.user, type->category);
    }
    return c;
}

}  // namespace tidings::catalog
