#include "services/catalog/pieces.h"

#include "services/catalog/templates.h"

namespace tidings::catalog {
namespace {

constexpr std::size_t kPieceBytesMax = 256 << 10;

}  // namespace

std::optional<std::string> piece_fault(const records::PieceEntry& entry,
                                       std::shared_ptr<const Pieces> pieces) {
    if (entry.source.size() > kPieceBytesMax) {
        return "must be at most " + std::to_string(kPieceBytesMax) + " bytes";
    }
    std::shared_ptr<const jinja::Loader> loader;
    if (pieces) loader = std::make_shared<PieceLoader>(std::move(pieces));
    const auto compiled = jinja::Template::compile(entry.source, options_for(""), loader);
    if (!compiled) return compiled.error().str();
    const auto fault = loader ? compiled->links().fault : std::nullopt;
    return fault ? std::optional(fault->str()) : std::nullopt;
}

std::optional<std::string> PieceLoader::load(std::string_view name) const {
    const auto found = pieces_->find(name);
    if (found == pieces_->end()) return std::nullopt;
    return found->second->source;
}

void PieceLoader::keep_only(const std::set<std::string, std::less<>>& names) {
    auto kept = std::make_shared<Pieces>();
    for (const auto& name : names) {
        if (const auto found = pieces_->find(name); found != pieces_->end()) kept->insert(*found);
    }
    pieces_ = std::move(kept);
}

}  // namespace tidings::catalog
