#include <attune/detail/conversation-inl.hpp>
