package nexus.telemetry.fields;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DmonColumnsTest {

  @ParameterizedTest
  @CsvSource({
    "pwr, POWER_USAGE, 1",
    "gtemp, GPU_TEMP, 1",
    "temp, GPU_TEMP, 1",
    "mtemp, MEMORY_TEMP, 1",
    "sm, GPU_UTIL, 1",
    "mem, MEM_COPY_UTIL, 1",
    "enc, ENC_UTIL, 1",
    "dec, DEC_UTIL, 1",
    "mclk, MEM_CLOCK, 1",
    "pclk, SM_CLOCK, 1",
    "fb, FB_USED, 1",
    "bar1, BAR1_USED, 1",
    "sbecc, ECC_SBE_AGG_TOTAL, 1",
    "dbecc, ECC_DBE_AGG_TOTAL, 1",
    "pci, PCIE_REPLAY_COUNTER, 1",
    "rxpci, PCIE_RX_THROUGHPUT, 1000",
    "txpci, PCIE_TX_THROUGHPUT, 1000",
  })
  void columnsOfNvidiaSmiAreFieldsInItsUnits(String column, String field, double value) {
    FieldName found = DmonColumns.nvidiaSmi(column).orElseThrow();
    assertThat(found.metric()).isEqualTo("DCGM_FI_DEV_" + field);
    assertThat(found.value(1)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "GPUTL, DCGM_FI_DEV_GPU_UTIL",
    "MCUTL, DCGM_FI_DEV_MEM_COPY_UTIL",
    "TMPTR, DCGM_FI_DEV_GPU_TEMP",
    "MMTMP, DCGM_FI_DEV_MEMORY_TEMP",
    "POWER, DCGM_FI_DEV_POWER_USAGE",
    "SMCLK, DCGM_FI_DEV_SM_CLOCK",
    "MMCLK, DCGM_FI_DEV_MEM_CLOCK",
    "FBUSD, DCGM_FI_DEV_FB_USED",
    "FBFRE, DCGM_FI_DEV_FB_FREE",
    "FBTTL, DCGM_FI_DEV_FB_TOTAL",
    "TOTEC, DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    "GRACT, DCGM_FI_PROF_GR_ENGINE_ACTIVE",
    "SMACT, DCGM_FI_PROF_SM_ACTIVE",
    "SMOCC, DCGM_FI_PROF_SM_OCCUPANCY",
    "TENSO, DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    "DRAMA, DCGM_FI_PROF_DRAM_ACTIVE",
    "FP64A, DCGM_FI_PROF_PIPE_FP64_ACTIVE",
    "FP32A, DCGM_FI_PROF_PIPE_FP32_ACTIVE",
    "FP16A, DCGM_FI_PROF_PIPE_FP16_ACTIVE",
    "PCITX, DCGM_FI_PROF_PCIE_TX_BYTES",
    "PCIRX, DCGM_FI_PROF_PCIE_RX_BYTES",
    "NVLTX, DCGM_FI_PROF_NVLINK_TX_BYTES",
    "NVLRX, DCGM_FI_PROF_NVLINK_RX_BYTES",
    "XIDER, DCGM_FI_DEV_XID_ERRORS",
    "ESVTL, DCGM_FI_DEV_ECC_SBE_VOL_TOTAL",
    "EDVTL, DCGM_FI_DEV_ECC_DBE_VOL_TOTAL",
    "DVNAM, DCGM_FI_DEV_NAME",
  })
  void columnsOfDcgmiAreFieldsInTheirOwnUnits(String column, String field) {
    FieldName found = DmonColumns.dcgmi(column).orElseThrow();
    assertThat(found.metric()).isEqualTo(field);
    assertThat(found.value(1)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "ofa", "pviol", "tviol", "ccpm", "gpu", "Idx", "GPUTL", ""})
  void whatNoFieldMeasuresIsNone(String column) {
    assertThat(DmonColumns.nvidiaSmi(column)).isEmpty();
  }

  @Test
  void aShortNameMeansSomethingInItsOwnToolsFilesAlone() {
    assertThat(DmonColumns.dcgmi("sm")).isEmpty();
    assertThat(Fields.named("fb").field()).isEmpty();
    assertThat(Fields.named("pci").field()).isEmpty();
    assertThat(Fields.named("GPUTL").field()).isEmpty();
  }
}
