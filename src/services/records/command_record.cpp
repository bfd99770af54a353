#include "services/records/command_record.h"

#include "base/json.h"
#include "services/records/record_version.h"

namespace tidings::records {
namespace {

json::object to_json(const Replay& replay) {
    json::array ids;
    for (const auto& id : replay.ids) ids.push_back(json::value(id.str()));
    return {{"command", "replay"}, {"ids", std::move(ids)}};
}

json::object to_json(const Suppress& suppress) {
    return {{"command", "suppress"},
            {"channel", core::name(suppress.channel)},
            {"address", suppress.address},
            {"reason", suppress.reason},
            {"listed", suppress.listed}};
}

Result<Command> read_replay(const json::object& o) {
    const auto* member = json::member(o, "ids");
    const auto* ids = member ? member->if_array() : nullptr;
    if (!ids) return invalid("/ids is missing");
    Replay replay;
    for (const auto& item : *ids) {
        const auto* text = item.if_string();
        const auto id = text ? Uuid::parse(*text) : std::nullopt;
        if (!id) return invalid("/ids holds something that is no id");
        replay.ids.push_back(*id);
    }
    return Command{std::move(replay)};
}

Result<Command> read_suppress(const json::object& o) {
    const auto channel = core::parse_channel(json::text_or_empty(o, "channel"));
    Suppress suppress;
    suppress.address = json::text_or_empty(o, "address");
    suppress.reason = json::text_or_empty(o, "reason");
    const auto* listed = json::member(o, "listed");
    suppress.listed = listed && listed->is_bool() && listed->get_bool();
    if (!channel || suppress.address.empty()) return invalid("/channel or /address is missing");
    suppress.channel = *channel;
    return Command{std::move(suppress)};
}

}  // namespace

ports::NewRecord write_command(const Command& command) {
    const json::object o = std::visit([](const auto& c) { return to_json(c); }, command);
    return {core::Topic::commands, std::string(json::text_or_empty(o, "command")), {}, json::write(o)};
}

Result<Command> read_command(const ports::Record& record) {
    if (const auto known = understood(record.headers); !known) return known.error();
    const auto v = json::read(record.value);
    const auto* o = v ? v->if_object() : nullptr;
    if (!o) return invalid("not a JSON object");
    const auto word = json::text_or_empty(*o, "command");
    if (word == "replay") return read_replay(*o);
    if (word == "suppress") return read_suppress(*o);
    return invalid("a command that is not known");
}

}  // namespace tidings::records
