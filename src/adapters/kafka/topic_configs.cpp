#include "adapters/kafka/topic_configs.h"

#include "adapters/kafka/admin.h"

namespace tidings::adapters::kafka {

namespace {

using ConfigResource = Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;

ConfigResource topic_resource(const std::string& name) {
    return ConfigResource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
}

TopicConfig config_of(const rd_kafka_ConfigResource_t* resource) {
    TopicConfig out;
    std::size_t count = 0;
    const auto* const* entries = rd_kafka_ConfigResource_configs(resource, &count);
    for (std::size_t i = 0; i < count; ++i) {
        const char* value = rd_kafka_ConfigEntry_value(entries[i]);
        if (value == nullptr) continue;
        out.in_force[rd_kafka_ConfigEntry_name(entries[i])] = value;
        if (rd_kafka_ConfigEntry_source(entries[i]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG) {
            out.own[rd_kafka_ConfigEntry_name(entries[i])] = value;
        }
    }
    return out;
}

Result<> check_resources(const Client& client, const std::string& what,
                         const rd_kafka_ConfigResource_t* const* resources, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto code = rd_kafka_ConfigResource_error(resources[i]);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        const char* reason = rd_kafka_ConfigResource_error_string(resources[i]);
        return client.error(what + " " + rd_kafka_ConfigResource_name(resources[i]), code,
                            reason == nullptr ? "" : reason);
    }
    return {};
}

}  // namespace

Result<std::map<std::string, TopicConfig>> describe_topics(const Client& client,
                                                           const std::vector<std::string>& names) {
    std::map<std::string, TopicConfig> out;
    if (names.empty()) return out;
    std::vector<ConfigResource> owned;
    std::vector<rd_kafka_ConfigResource_t*> asked;
    for (const auto& name : names) asked.push_back(owned.emplace_back(topic_resource(name)).get());
    const std::string what = "asking for the settings of topics";
    auto event =
        administer(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, what,
                   [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                       rd_kafka_DescribeConfigs(client.get(), asked.data(), asked.size(), options, queue);
                   });
    if (!event) return event.error();
    std::size_t count = 0;
    const auto* const* found = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event->get()), &count);
    if (auto fine = check_resources(client, what, found, count); !fine) return fine.error();
    for (std::size_t i = 0; i < count; ++i) {
        out[rd_kafka_ConfigResource_name(found[i])] = config_of(found[i]);
    }
    return out;
}

Result<> alter_topic(const Client& client, const std::string& name,
                     const std::map<std::string, std::string>& own) {
    const ConfigResource resource = topic_resource(name);
    for (const auto& [key, value] : own) {
        rd_kafka_ConfigResource_set_config(resource.get(), key.c_str(), value.c_str());
    }
    const std::string what = "changing the settings of topic";
    auto event = administer(client, RD_KAFKA_ADMIN_OP_ALTERCONFIGS, what,
                            [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                                auto* one = resource.get();
                                rd_kafka_AlterConfigs(client.get(), &one, 1, options, queue);
                            });
    if (!event) return event.error();
    std::size_t count = 0;
    const auto* const* done =
        rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event->get()), &count);
    return check_resources(client, what, done, count);
}

}  // namespace tidings::adapters::kafka
