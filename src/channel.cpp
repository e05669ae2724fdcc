#include <attune/detail/channel-inl.hpp>
