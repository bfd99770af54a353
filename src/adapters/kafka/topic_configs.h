#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/kafka/client.h"

namespace tidings::adapters::kafka {

struct TopicConfig {
    std::map<std::string, std::string> in_force;
    std::map<std::string, std::string> own;  // those that were set for this topic
};

// The settings of topics that exist, by name.
Result<std::map<std::string, TopicConfig>> describe_topics(const Client& client,
                                                           const std::vector<std::string>& names);

// Sets all of a topic's own settings; those left out go back to the brokers' default.
Result<> alter_topic(const Client& client, const std::string& name,
                     const std::map<std::string, std::string>& own);

}  // namespace tidings::adapters::kafka
