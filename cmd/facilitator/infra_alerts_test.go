//go:build infra && unix

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// alertCase is one alert with series that fire it and series that do not, in promtool's notation for one value a minute, or an hour for
// long ones, and the minute at which it is looked at.
type alertCase struct {
	at           int
	fires, quiet map[string]string // series to values
}

// alertCases has every alert of deploy/alerts.yml.
var alertCases = map[string]alertCase{
	"FacilitatorDown":      {5, map[string]string{`up{job="facilitator"}`: "0x10"}, map[string]string{`up{job="facilitator"}`: "1x10"}},
	"FacilitatorRestarts":  {30, map[string]string{`blindfit_start_time_seconds`: "1 1 2 2 3 3 4 4 5 5 6x40"}, map[string]string{`blindfit_start_time_seconds`: "1x10 2x40"}},
	"FacilitatorNotReady":  {5, map[string]string{`blindfit_ready`: "0x10"}, map[string]string{`blindfit_ready`: "1x3 0 1x10"}},
	"FacilitatorUnwritten": {5, map[string]string{`blindfit_store_written_seconds`: "0 0 70 130 190 250"}, map[string]string{`blindfit_store_written_seconds`: "0 1 0 30 0 0"}},
	// The first fault of a process: the counter is there with 0 before.
	"FacilitatorFaults": {12, map[string]string{`blindfit_rejections_total{code="internal"}`: "0x5 1x20", `blindfit_panics_total`: "0x30"},
		map[string]string{`blindfit_rejections_total{code="internal"}`: "3x30", `blindfit_panics_total`: "2x30"}},
	"FacilitatorUnavailable": {15, map[string]string{`blindfit_rejections_total{code="unavailable"}`: "0+60x30"}, map[string]string{`blindfit_rejections_total{code="unavailable"}`: "0+1x30"}},
	"FacilitatorFlooded": {15, map[string]string{`blindfit_limited_total{by="source"}`: "0+600x30", `blindfit_connections_refused_total`: "0x30"},
		map[string]string{`blindfit_limited_total{by="source"}`: "0+60x30", `blindfit_connections_refused_total`: "0+5x30"}},
	"FacilitatorGuesses": {25, map[string]string{`blindfit_rejections_total{code="signature"}`: "0+60x40", `blindfit_rejections_total{code="token"}`: "0+60x40"},
		map[string]string{`blindfit_rejections_total{code="signature"}`: "0+10x40", `blindfit_rejections_total{code="token"}`: "0+10x40"}},
	"FacilitatorAborts": {60, map[string]string{`blindfit_attempts_aborted_total{code="missing"}`: "0+1x70", `blindfit_attempts_aborted_total{code="left"}`: "0+1x70", `blindfit_rounds_accepted_total`: "0+1x70"},
		map[string]string{`blindfit_attempts_aborted_total{code="missing"}`: "0+1x70", `blindfit_attempts_aborted_total{code="left"}`: "0x70", `blindfit_rounds_accepted_total`: "0+3x70"}},
	"FacilitatorWaits":       {5, map[string]string{`blindfit_waiting_seconds`: "300000x10"}, map[string]string{`blindfit_waiting_seconds`: "86400x10"}},
	"FacilitatorDiskFull":    {20, map[string]string{`blindfit_disk_free_bytes`: "1000000000x30"}, map[string]string{`blindfit_disk_free_bytes`: "9000000000x30"}},
	"FacilitatorStoreGrows":  {480, map[string]string{`blindfit_store_bytes`: "0+10000000x500"}, map[string]string{`blindfit_store_bytes`: "1000000000x500"}},
	"FacilitatorCertificate": {20, map[string]string{`blindfit_certificate_expiry_seconds`: "600000x30"}, map[string]string{`blindfit_certificate_expiry_seconds`: "5000000x30"}},
	"FacilitatorBackup":      {12000, map[string]string{`blindfit_backup_time_seconds`: "0x210"}, map[string]string{`blindfit_backup_time_seconds`: "600000x210"}},
	"FacilitatorFiles":       {10, map[string]string{`process_open_fds`: "900x20", `process_max_fds`: "1000x20"}, map[string]string{`process_open_fds`: "100x20", `process_max_fds`: "1000x20"}},
}

// TestInfraAlerts: promtool accepts the files for Prometheus, and each alert fires with the series that it is for and stays
// quiet with others.
func TestInfraAlerts(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Fatal("promtool is not installed: make infra installs it")
	}
	rules, err := filepath.Abs("../../deploy/alerts.yml")
	must(t, err)
	for _, args := range [][]string{{"check", "rules", rules}, {"check", "config", "--syntax-only", "../../deploy/prometheus.yml"}} {
		if out, err := exec.Command(promtool, args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v: %s", strings.Join(args, " "), err, out)
		}
	}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^ +- alert: (\w+)$`).FindAllStringSubmatch(deployed(t, "deploy/alerts.yml"), -1) {
		if names = append(names, m[1]); alertCases[m[1]].fires == nil {
			t.Errorf("no series are given for %s", m[1])
		}
	}
	// One run for each interval: starting promtool takes longer than all of its work.
	files := map[string]string{}
	for name, c := range alertCases {
		if !slices.Contains(names, name) {
			t.Errorf("%s is no alert", name)
			continue
		}
		every := "1m"
		if c.at > 1000 {
			every = "1h" // of values and evaluations
		}
		if files[every] == "" {
			files[every] = fmt.Sprintf("rule_files: [%s]\nevaluation_interval: %s\ntests:\n", rules, every)
		}
		for what, series := range map[string]map[string]string{"fires": c.fires, "quiet": c.quiet} {
			file := fmt.Sprintf("- interval: %s\n  input_series:\n", every)
			for series, values := range series {
				file += fmt.Sprintf("  - {series: '%s', values: '%s'}\n", series, values)
			}
			file += fmt.Sprintf("  promql_expr_test:\n  - expr: 'count(ALERTS{alertname=\"%s\", alertstate=\"firing\"}) > 0'\n    eval_time: %dm\n    exp_samples: ", name, c.at)
			if what == "fires" {
				file += "[{labels: '{}', value: 1}]\n"
			} else {
				file += "[]\n"
			}
			files[every] += file
		}
	}
	for every, file := range files {
		if out, err := exec.Command(promtool, "test", "rules", write(t, t.TempDir(), "test.yml", file)).CombinedOutput(); err != nil {
			t.Errorf("with values every %s: %s", every, out) // it names the alert of each that fails
		}
	}
}
