#include <attune/detail/model_file-inl.hpp>
