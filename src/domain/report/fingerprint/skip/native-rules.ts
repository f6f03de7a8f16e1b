// Frames of native code that carry a fault out but never cause it, after what crash services agree on (reports.md 3.3 to 3.5).
import type { FrameRule } from './frame-rule.ts';
import { containerRules } from './native-containers.ts';
import { dyingRules } from './native-dying.ts';
import { memoryRules } from './native-memory.ts';
import { toolkitRules } from './native-toolkits.ts';

export const nativeRules: readonly FrameRule[] = [
  ...dyingRules,
  ...memoryRules,
  ...toolkitRules,
  ...containerRules,
  {
    name: 'unnamed',
    action: 'skip',
    when: {
      exact: ['??', '<unknown>', '<null>', '_fini', '_init', '[unknown]', '???', 'unknown', '<redacted>', '_etext'],
    },
  },
  {
    name: 'where a program begins',
    action: 'below',
    when: {
      exact: [
        '__libc_start_main',
        '__libc_start_call_main',
        '__libc_start_main_impl',
        'start_thread',
        '__clone',
        '__clone3',
        'clone',
        'clone3',
        'BaseThreadInitThunk',
        'RtlUserThreadStart',
        '__tmainCRTStartup',
        '__scrt_common_main_seh',
        'WinMainCRTStartup',
        '_pthread_start',
        'thread_start',
        'libc_start_main_stage2',
        '_start_c',
        '__dls2',
        'std::rt::lang_start',
        'rust_try',
        'rust_try_inner',
        'rt::unwind::try',
        'rt::unwind::try::try_fn',
        'std::rt::lang_start_internal',
        'runtime.goexit',
        'testing.tRunner',
        'runtime.main',
        '__rust_begin_short_backtrace',
        'std::sys_common::backtrace::__rust_begin_short_backtrace',
        'std::sys::backtrace::__rust_begin_short_backtrace',
      ],
    },
  },
];
