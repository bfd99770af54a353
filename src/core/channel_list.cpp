#include "core/channel_list.h"

#include <algorithm>

namespace tidings::core {
namespace {

void add_once(std::vector<Channel>& channels, Channel channel) {
    if (std::ranges::find(channels, channel) == channels.end()) channels.push_back(channel);
}

}  // namespace

std::optional<std::vector<Channel>> read_channels(Members& members, Faults& faults) {
    const auto* array = members.array("channels");
    if (!array) return std::nullopt;
    if (array->empty()) members.fault("channels", "must not be empty");
    std::vector<Channel> out;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const auto* text = (*array)[i].if_string();
        if (const auto channel = text ? parse_channel(*text) : std::nullopt) {
            add_once(out, *channel);
        } else {
            faults.push_back({members.pointer_to("channels") + "/" + std::to_string(i),
                              "must be one of email, sms, push"});
        }
    }
    return out;
}

std::optional<std::vector<Channel>> parse_channels(std::string_view list) {
    std::vector<Channel> out;
    while (true) {
        const auto comma = list.find(',');
        const auto channel = parse_channel(list.substr(0, comma));
        if (!channel) return std::nullopt;
        add_once(out, *channel);
        if (comma == std::string_view::npos) return out;
        list.remove_prefix(comma + 1);
    }
}

std::string join(const std::vector<Channel>& channels) {
    std::string out;
    for (const Channel c : channels) {
        if (!out.empty()) out += ',';
        out += name(c);
    }
    return out;
}

}  // namespace tidings::core
