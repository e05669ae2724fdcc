#include <attune/detail/redacted_conversation-inl.hpp>
