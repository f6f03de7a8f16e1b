// Functions of libraries that fail for their callers, and by which libraries die: what is below them identifies a crash.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { functionName } from '../../../../src/domain/report/fingerprint/normalise/function-name.ts';

/** A report of a sanitizer whose innermost frames are these, above two that are always the same. */
function stack(failure: string, top: readonly string[]): string {
  const frames = [...top, 'ring_push /src/ring.cc:201:27', 'ring_feed /src/ring.cc:180:21', 'ring_main /src/m.cc:9:1'];
  const lines = frames.map((frame, at) => `    #${at} 0x51b28${at} in ${frame}`);
  return `==7==ERROR: AddressSanitizer: ${failure}\n${lines.join('\n')}`;
}
const strict = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');
const freed = (...top: string[]): string =>
  strict(stack('heap-use-after-free on address 0x602000000071\nREAD of size 8 at 0x602000000071 thread T0', top));
const aborted = (...top: string[]): string =>
  strict(stack('ABRT on unknown address 0x0539 (pc 0x51b280 T0)', ['abort /src/abort.c:79:7', ...top]));

describe('containers and pointers of libraries', () => {
  it.each([
    'absl::lts_20240116::container_internal::raw_hash_set<nova::Policy>::find(int const&) /absl/raw_hash_set.h:2:1',
    'absl::inlined_vector_internal::Storage<int, 4ul>::Resize() /absl/inlined_vector.h:2:1',
    'folly::fbstring_core<char>::data() /folly/FBString.h:2:1',
    'folly::f14::detail::F14Table<nova::Policy>::find(int) /folly/F14Table.h:2:1',
    'boost::intrusive_ptr<nova::Ring>::operator->() const /boost/intrusive_ptr.hpp:199:1',
    'boost::container::vector<int>::at(unsigned long) /boost/vector.hpp:2:1',
    'std::span<unsigned char>::operator[](unsigned long) const /c++/span:2:1',
    'std::set<int>::find(int const&) /c++/stl_set.h:2:1',
    'gsl::span<unsigned char>::operator[](unsigned long) const /gsl/span:2:1',
    'scoped_refptr<nova::Ring>::get() const /base/scoped_refptr.h:2:1',
    'google::protobuf::internal::RepeatedPtrFieldBase::Get(int) const /pb/repeated_ptr_field.h:2:1',
    'robin_hood::detail::Table<true>::find(int) /robin_hood.h:2:1',
    'tsl::detail_robin_hash::robin_hash<int>::find(int) /tsl/robin_hash.h:2:1',
    'phmap::flat_hash_map<int, int>::find(int) /phmap.h:2:1',
    'hashbrown::raw::RawTable<T>::find /hashbrown/src/raw/mod.rs:2:1',
    'g_strdup /glib/gstrfuncs.c:2:1',
    'g_hash_table_lookup /glib/ghash.c:2:1',
  ])('are not what fails: %s', (frame) => {
    expect(freed(frame)).toBe(freed());
  });

  it('still identify where nothing else stands, and below what does', () => {
    const find = 'boost::container::vector<int>::at(unsigned long) /boost/vector.hpp:2:1';
    const alone = stack('SEGV on unknown address 0x0 (pc 0x1 T0)', []).replace(
      / {4}#0[\s\S]*/,
      `    #0 0x51b280 in ${find}`,
    );
    expect(strict(alone)).toContain('boost::container::vector<T>::at');
    expect(freed('ring_compare /src/ring.cc:7:1', find)).toContain('ring_compare | boost::container::vector<T>::at');
  });

  it('are not the rest of their libraries', () => {
    expect(freed('tsl::Fingerprint64 /tsl/fingerprint.cc:2:1')).toContain('tsl::Fingerprint64');
    expect(freed('absl::SimpleAtoi /absl/numbers.cc:2:1')).toContain('absl::SimpleAtoi');
    expect(freed('g_variant_get_child_value /glib/gvariant.c:2:1')).toContain('g_variant_get_child_value');
  });
});

describe('dying by a library', () => {
  it.each([
    ['absl::lts_20240116::log_internal::LogMessage::Die() /absl/log_message.cc:2:1'],
    ['absl::lts_20240116::raw_log_internal::RawLog(absl::LogSeverity) /absl/raw_logging.cc:2:1'],
    ['absl::lts_20240116::base_internal::ThrowStdOutOfRange(char const*) /absl/throw_delegate.cc:2:1'],
    ['void boost::throw_exception<nova::Error>(nova::Error const&) /boost/throw_exception.hpp:2:1'],
    ['void folly::detail::throw_exception_<nova::Error>(nova::Error) /folly/Exception.h:2:1'],
    ['boost::assertion_failed(char const*, char const*, char const*, long) /boost/assert.hpp:2:1'],
    ['google::protobuf::internal::LogMessage::Finish() /pb/common.cc:2:1'],
    ['c10::detail::torchCheckFail(char const*, char const*, unsigned int, char const*) /c10/Exception.cpp:2:1'],
    ['abort_message /libcxxabi/abort_message.cpp:2:1', 'std::__terminate(void (*)()) /libcxxabi/handlers.cpp:2:1'],
    ['_invoke_watson /ucrt/invalid_parameter.cpp:2', '_invalid_parameter_noinfo /ucrt/invalid_parameter.cpp:3'],
    ['common_assert_to_stderr_direct /ucrt/assert.cpp:2', '_wassert /ucrt/assert.cpp:3'],
    ['android::base::DefaultAborter(char const*) /base/logging.cpp:2:1', 'android::base::LogMessage::~LogMessage()'],
    ['swift_unexpectedError (/lib/libswiftCore.so+0x2)'],
  ])('identifies nothing: %s', (...frames) => {
    expect(aborted(...frames)).toBe(aborted());
  });
});

describe('a release that a library writes into its names', () => {
  it.each([
    ['absl::lts_20240116::Cord::Append(int)', 'absl::Cord::Append'],
    ['absl::lts_20250127::Cord::Append', 'absl::Cord::Append'],
    ['_ZN4absl12lts_202401164Cord6AppendEv', 'absl::Cord::Append'],
    ['fmt::v9::vformat(int)', 'fmt::vformat'],
    ['nlohmann::json_abi_v3_11_2::basic_json<int>::parse(int)', 'nlohmann::basic_json<T>::parse'],
    ['nova::fmt::v9::run', 'nova::fmt::v9::run'],
    ['fmt::v9', 'fmt::v9'],
  ])('is left out: %s', (printed, expected) => {
    expect(functionName(printed)).toBe(expected);
  });
});
