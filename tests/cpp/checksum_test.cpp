#include <doctest/doctest.h>

#include <string>

#include <attune/detail/crc32c.hpp>
#include <attune/detail/sha256.hpp>

namespace {

std::uint32_t crc32c(std::string_view bytes) {
  attune::detail::Crc32c crc;
  crc.update(bytes);
  return crc.value();
}

}  // namespace

TEST_SUITE("checksum") {
  TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples") {
    CHECK(attune::detail::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(attune::detail::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(attune::detail::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(attune::detail::sha256(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }

  TEST_CASE("CRC-32C gives the values of RFC 3720, B.4, however the bytes are cut") {
    CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
    CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43);
    CHECK(crc32c("123456789") == 0xE3069283);
    attune::detail::Crc32c pieces;
    pieces.update("1234");
    pieces.update("56789");
    CHECK(pieces.value() == 0xE3069283);
  }
}
