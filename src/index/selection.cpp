#include "index/selection.hpp"

#include "index/filter_evaluation.hpp"

namespace lectern::index {

Selection::Selection(std::span<const SegmentView> views, const domain::Filter* filter)
    : views_(views.size()), everything_(filter == nullptr) {
    for (std::size_t i = 0; i < views.size(); ++i) {
        const SegmentView& view = views[i];
        if (filter != nullptr) {
            views_[i] = evaluate(*filter, view.segment());
        } else if (view.deleted() != nullptr) {
            views_[i] = Bitmap(view.segment().documents().size(), true);
        }
        if (view.deleted() != nullptr) views_[i]->subtract(*view.deleted());
    }
}

}  // namespace lectern::index
