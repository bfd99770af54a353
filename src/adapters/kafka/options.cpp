#include "adapters/kafka/options.h"

namespace tidings::adapters::kafka {

std::string topic_name(const Options& options, core::Topic topic) {
    const std::string_view name = core::name(topic);
    return options.topic_prefix + std::string(name.substr(name.find('.') + 1));
}

std::string group_name(const Options& options, core::Topic topic) {
    return topic_name(options, topic);
}

}  // namespace tidings::adapters::kafka
