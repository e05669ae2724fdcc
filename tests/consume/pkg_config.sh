#!/bin/sh
# pkg_config.sh PREFIX COMPILER FLAGS: compiles the program with what pkg-config says about the attune installed in PREFIX, and runs it.
set -eu
source=$(dirname "$0")
PKG_CONFIG_PATH=$(dirname "$(find "$1" -name attune.pc)")
export PKG_CONFIG_PATH
flags=$(pkg-config --static --cflags --libs attune)
# As a makefile's shell reads them: the model directory is in quotes.
eval "'$2' $3 -std=c++20 '$source/desk.cpp' '$source/words.cpp' $flags -o pkg_config_desk"
./pkg_config_desk
