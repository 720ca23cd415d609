/**
 * Lists the CUDA libraries that `tensorflow[and-cuda]` 2.21.0 asks for, in the oldest version that its metadata admits:
 * the ones that it was built with.
 *
 * The list is written and unit-tested, but was never run on a GPU.
 */
import type { Wheel } from "./wheel-row.ts";

/** The CUDA libraries' wheels, pinned to the byte. */
export const cudaWheels = [
  {
    project: "nvidia-cublas-cu12",
    version: "12.5.3.2",
    file: "nvidia_cublas_cu12-12.5.3.2-py3-none-manylinux2014_x86_64.whl",
    bytes: 363_313_169,
    sha256: "ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b",
    unpackedBytes: 552_338_412,
    files: {
      "nvidia/cublas/lib/libcublas.so.12": "797b64342af51be6f1623a68b37cc4ec80cb9724438024f927fe55f81c4f90bf",
      "nvidia/cublas/lib/libcublasLt.so.12": "89977bc9e7b237be98552739507b9d1102d410044345abb3f54aa2f45460a32a",
      "nvidia/cublas/lib/libnvblas.so.12": "fd2cda8a2495d50ab84d758c78c8c49cce8699467b3c5102b1d79428af599e95",
    },
  },
  {
    project: "nvidia-cuda-cupti-cu12",
    version: "12.5.82",
    file: "nvidia_cuda_cupti_cu12-12.5.82-py3-none-manylinux2014_x86_64.whl",
    bytes: 13_811_507,
    sha256: "bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953",
    unpackedBytes: 45_077_101,
    files: {
      "nvidia/cuda_cupti/lib/libcheckpoint.so": "d4c42b9461c7a7638b91bd15d6e9eacac40ef164eecf4c67c34f655375408319",
      "nvidia/cuda_cupti/lib/libcupti.so.12": "979eb4bbc3c4b209bf0c9e97f57116303f35abbdea9a5773b8952fc9e4d55b00",
      "nvidia/cuda_cupti/lib/libnvperf_host.so": "a4326200ba7f9aa41fc215c130810bb9a8e7ff5c24f732880bee2d7b5c6ec296",
      "nvidia/cuda_cupti/lib/libnvperf_target.so": "c616cc56278ed9ad3b902ee37cf95297cf672465b6a90f0ee21e3c0da05b70d6",
      "nvidia/cuda_cupti/lib/libpcsamplingutil.so": "eb3983bac59325e647bece18ee8c27d1cb5d53357fcc89de257532a3a049e5e7",
    },
  },
  {
    project: "nvidia-cuda-nvcc-cu12",
    version: "12.5.82",
    file: "nvidia_cuda_nvcc_cu12-12.5.82-py3-none-manylinux2014_x86_64.whl",
    bytes: 22_468_537,
    sha256: "b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0",
    unpackedBytes: 59_678_604,
    files: {
      "nvidia/cuda_nvcc/bin/ptxas": "08f9de5d031cd59f61e576ebc82dd5d3c785f9b6db5a5356e3279289445f3e2f",
      "nvidia/cuda_nvcc/nvvm/lib64/libnvvm.so": "a562874d70d9bcdec88f6b96dec9d044f5a4df5e7511b9c66ec73cc4ce38bb05",
      "nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc":
        "8c593e48547f85458b6bfbed93a2e6b05484644ccc6b429bb0d8424e06a68b6c",
    },
  },
  {
    project: "nvidia-cuda-nvrtc-cu12",
    version: "12.5.82",
    file: "nvidia_cuda_nvrtc_cu12-12.5.82-py3-none-manylinux2014_x86_64.whl",
    bytes: 24_873_108,
    sha256: "3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd",
    unpackedBytes: 68_341_774,
    files: {
      "nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.5":
        "02249f23640dc39ac970fc1b040ef79cfa3f534d364b435a19de678a97752901",
      "nvidia/cuda_nvrtc/lib/libnvrtc.so.12": "ded4f1c4bf6a2e91f06ceea25c9aa8c1e44a7d8b6ff3bbe22c3b2dabe64debd8",
    },
  },
  {
    project: "nvidia-cuda-runtime-cu12",
    version: "12.5.82",
    file: "nvidia_cuda_runtime_cu12-12.5.82-py3-none-manylinux2014_x86_64.whl",
    bytes: 895_707,
    sha256: "3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115",
    unpackedBytes: 4_653_180,
    files: {
      "nvidia/cuda_runtime/lib/libcudart.so.12": "16e8815a5e36a7ffbc9107df350d3f67090afb10a3de4b3710f6928aa7994a36",
    },
  },
  {
    project: "nvidia-cudnn-cu12",
    version: "9.3.0.75",
    file: "nvidia_cudnn_cu12-9.3.0.75-py3-none-manylinux2014_x86_64.whl",
    bytes: 577_163_502,
    sha256: "9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d",
    unpackedBytes: 885_717_728,
    files: {
      "nvidia/cudnn/lib/libcudnn.so.9": "a9524237f7e6d7fb3550b65b0676ad643929e812d0bac87e636ba68bc99e7b60",
      "nvidia/cudnn/lib/libcudnn_adv.so.9": "55e6b506623443c880e27db7922b4f9ecf30244a52632a038fc1e1c58bf72009",
      "nvidia/cudnn/lib/libcudnn_cnn.so.9": "859e1ae5e8bdbd9199ccf4d40f5f7897c684efca34fb51fd21fab5234994d470",
      "nvidia/cudnn/lib/libcudnn_engines_precompiled.so.9":
        "fd7e18f04dd76b0a91067b616090f69025e5ed8fe9cd6c75e3cecc3f1721a34e",
      "nvidia/cudnn/lib/libcudnn_engines_runtime_compiled.so.9":
        "b832e5d206ebd9680eda4c0799b68f062ac5816288d35810cebe60ee5ab90fcc",
      "nvidia/cudnn/lib/libcudnn_graph.so.9": "064c7a2a2ffbfd51f1e21139f735dd9484bd8718a016e7814166eacd85d92eac",
      "nvidia/cudnn/lib/libcudnn_heuristic.so.9": "83e4a8546748b7095de4c2be849529f79f9f99123185c43554ff18c028d200cb",
      "nvidia/cudnn/lib/libcudnn_ops.so.9": "89a374d8dee1b8a14c7e14d63d2fa33c1812df88ab8f0a39eac28e027f2d901d",
    },
  },
  {
    project: "nvidia-cufft-cu12",
    version: "11.2.3.61",
    file: "nvidia_cufft_cu12-11.2.3.61-py3-none-manylinux2014_x86_64.whl",
    bytes: 192_524_114,
    sha256: "9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8",
    unpackedBytes: 279_039_964,
    files: {
      "nvidia/cufft/lib/libcufft.so.11": "1717df98715048c2f3c5b2f71801ce71ec5964051079441b0e24a7f70aac1b45",
      "nvidia/cufft/lib/libcufftw.so.11": "e82fef731f57d61ba03b4944a9808af1b2c72d6f10e08e992d07aecb24a49660",
    },
  },
  {
    project: "nvidia-curand-cu12",
    version: "10.3.6.82",
    file: "nvidia_curand_cu12-10.3.6.82-py3-none-manylinux2014_x86_64.whl",
    bytes: 56_309_107,
    sha256: "2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536",
    unpackedBytes: 98_697_907,
    files: {
      "nvidia/curand/lib/libcurand.so.10": "357e2befbd562f13c396572972b74efa54dad76d407297b12dcd82ef63d26887",
    },
  },
  {
    project: "nvidia-cusolver-cu12",
    version: "11.6.3.83",
    file: "nvidia_cusolver_cu12-11.6.3.83-py3-none-manylinux2014_x86_64.whl",
    bytes: 130_341_232,
    sha256: "93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b",
    unpackedBytes: 218_458_298,
    files: {
      "nvidia/cusolver/lib/libcusolver.so.11": "e6cab63a8e967d245ccbc2eb4eb977aa98f3c61595042500a902466a4d8d9286",
      "nvidia/cusolver/lib/libcusolverMg.so.11": "90e8edd10c7fd8d1a9146ffaad05bd8477aa947e94ba79039b139b07f510972b",
    },
  },
  {
    project: "nvidia-cusparse-cu12",
    version: "12.5.1.3",
    file: "nvidia_cusparse_cu12-12.5.1.3-py3-none-manylinux2014_x86_64.whl",
    bytes: 217_558_979,
    sha256: "016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752",
    unpackedBytes: 296_075_370,
    files: {
      "nvidia/cusparse/lib/libcusparse.so.12": "51c49bf359bc9a5ac6191a50866a171eb5f28cc6eb57ac0e30253dd6a259f2a6",
    },
  },
  {
    project: "nvidia-nccl-cu12",
    version: "2.27.7",
    file: "nvidia_nccl_cu12-2.27.7-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
    bytes: 322_546_339,
    sha256: "de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa",
    unpackedBytes: 430_153_446,
    files: {
      "nvidia/nccl/lib/libnccl.so.2": "6c1668de8ee712a46ac0a5d2d77fdff0e35b5e0869fb83ff4875088f39dea2b8",
    },
  },
  {
    project: "nvidia-nvjitlink-cu12",
    version: "12.5.82",
    file: "nvidia_nvjitlink_cu12-12.5.82-py3-none-manylinux2014_x86_64.whl",
    bytes: 21_298_879,
    sha256: "f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212",
    unpackedBytes: 54_639_120,
    files: {
      "nvidia/nvjitlink/lib/libnvJitLink.so.12": "fc73ecb6ae4253cbc7e991fe22539961f3ae4adbb1841e972bb037d708211575",
    },
  },
] as const satisfies readonly Wheel[];
