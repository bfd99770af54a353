#include "adapters/kafka/options.h"

#include <algorithm>

namespace tidings::adapters::kafka {

namespace {

std::string_view short_name(core::Topic topic) {
    const std::string_view name = core::name(topic);
    return name.substr(name.find('.') + 1);
}

}  // namespace

std::string topic_name(const Options& options, core::Topic topic) {
    return options.topic_prefix + std::string(short_name(topic));
}

std::string group_name(const Options& options, std::vector<core::Topic> topics) {
    std::ranges::sort(topics);
    std::string name = options.topic_prefix;
    for (std::size_t i = 0; i < topics.size(); ++i) {
        if (i > 0) name += '+';
        name += short_name(topics[i]);
    }
    return name;
}

}  // namespace tidings::adapters::kafka
