# Writes the reference results of R below testdata: for each case the rows, the training file, and the tables that
# `modelowner export --format tidy` is compared with. Run it in this folder: Rscript reference.R
#
# Estimates are those at convergence (R's own tolerances leave standard errors right to five digits). Declared ranges are
# powers of two wide where the columns are whole numbers, so that rows are encoded exactly.
suppressMessages(library(MASS))
options(digits = 17, scipen = 0)
full <- function(x) ifelse(is.na(x), "", trimws(formatC(x, digits = 17, format = "g")))
write <- function(name, rows, file, coefficients, fit) {
  dir <- file.path("testdata", name)
  dir.create(dir, showWarnings = FALSE, recursive = TRUE)
  write.csv(rows, file.path(dir, "rows.csv"), row.names = FALSE, quote = FALSE)
  writeLines(file, file.path(dir, "model.json"))
  for (column in names(coefficients)) if (is.numeric(coefficients[[column]])) coefficients[[column]] <- full(coefficients[[column]])
  write.csv(coefficients, file.path(dir, "coefficients.csv"), row.names = FALSE, quote = FALSE)
  write.csv(data.frame(statistic = names(fit), value = full(unlist(fit))), file.path(dir, "fit.csv"), row.names = FALSE, quote = FALSE)
}
number <- function(name, type, min, max, more = "") sprintf('{"name": "%s", "type": "%s", "min": %s, "max": %s%s}', name, type, min, max, more)
levelled <- function(name, levels, type = "nominal") sprintf('{"name": "%s", "type": "%s", "levels": [%s]}', name, type, paste0('"', levels, '"', collapse = ", "))
training <- function(model, features, target, more = "") sprintf('{\n  "model": %s,%s\n  "features": [\n    %s\n  ],\n  "target": %s\n}', model, more, paste(features, collapse = ",\n    "), target)
# terms renames R's terms to ours: a factor's level stands after "=".
terms <- function(names, factors) {
  for (f in factors) names <- sub(paste0("^", f, "(?=.)"), paste0(f, "="), names, perl = TRUE)
  names
}

bw <- transform(birthwt, race = c("white", "black", "other")[race], smoke = c("no", "yes")[smoke + 1], ht = c("no", "yes")[ht + 1], ui = c("no", "yes")[ui + 1],
  low = c("no", "yes")[low + 1])[c("low", "age", "lwt", "race", "smoke", "ht", "ui", "ptl", "bwt")]
bw$race <- factor(bw$race, c("white", "black", "other"))
bwFeatures <- c(number("age", "discrete", 14, 46), number("lwt", "discrete", 80, 336), levelled("race", c("white", "black", "other")),
  levelled("smoke", c("no", "yes")), levelled("ht", c("no", "yes")), levelled("ui", c("no", "yes")))

m <- lm(bwt ~ age + lwt + race + smoke + ht + ui, bw)
s <- summary(m); ci <- confint(m)
write("lm-birthwt", bw, training('{"kind": "linear_regression", "method": "one_round"}', bwFeatures, number("bwt", "discrete", 0, 8192)),
  data.frame(term = terms(names(coef(m)), c("race", "smoke", "ht", "ui")), estimate = coef(m), std_error = s$coef[, 2], statistic = s$coef[, 3], p_value = s$coef[, 4],
    conf_low = ci[, 1], conf_high = ci[, 2]),
  list(r_squared = s$r.squared, adj_r_squared = s$adj.r.squared, sigma = s$sigma, statistic = s$fstatistic[[1]],
    p_value = pf(s$fstatistic[[1]], s$fstatistic[[2]], s$fstatistic[[3]], lower.tail = FALSE), df = s$fstatistic[[2]], log_lik = logLik(m), aic = AIC(m), bic = BIC(m),
    deviance = deviance(m), null_deviance = sum((bw$bwt - mean(bw$bwt))^2), df_residual = df.residual(m), nobs = nobs(m)))

# Descriptions. A column with more than 256 values is counted in 256 parts of its range, in which values lie evenly.
suppressMessages(library(survival))
binned <- function(x, p, low, high, bins = 256) {
  edges <- seq(low, high, length.out = bins + 1)
  n <- hist(x, edges, plot = FALSE)$counts
  below <- c(0, cumsum(n))
  at <- which(below[-1] >= p * sum(n) & n > 0)[1]
  edges[at] + (p * sum(n) - below[at]) / n[at] * (edges[at + 1] - edges[at])
}
describe <- function(name, rows, file, group, wide, curves) {
  labels <- c("", paste0(group, "=", levels(rows[[group]])))
  parts <- c(list(rows), split(rows, rows[[group]]))
  out <- list(); add <- function(variable, level, label, statistic, value) out[[length(out) + 1]] <<- data.frame(variable, level, group = label, statistic, value = full(value))
  for (i in seq_along(parts)) add("", "", labels[i], "n", nrow(parts[[i]]))
  columns <- setdiff(names(rows), c("time", "event"))
  for (v in columns) for (i in seq_along(parts)) {
    if (v == group && i > 1) next
    x <- parts[[i]][[v]]; present <- x[!is.na(x)]
    add(v, "", labels[i], "n", length(present)); add(v, "", labels[i], "missing", sum(is.na(x)))
    if (is.factor(x)) for (l in levels(x)) { add(v, l, labels[i], "count", sum(present == l)); add(v, l, labels[i], "share", mean(present == l)) }
    else {
      add(v, "", labels[i], "mean", mean(present)); add(v, "", labels[i], "sd", sd(present))
      for (q in c("q25", "median", "q75")) {
        p <- c(q25 = 0.25, median = 0.5, q75 = 0.75)[[q]]
        add(v, "", labels[i], q, if (v %in% names(wide)) binned(present, p, wide[[v]][1], wide[[v]][2]) else quantile(present, p, type = 7))
      }
    }
  }
  tests <- list(); test <- function(variable, name, statistic, df, df2, p) tests[[length(tests) + 1]] <<- data.frame(variable, group, test = name, statistic = full(statistic), df = full(df), df2 = full(df2), p_value = full(p))
  g <- rows[[group]]
  for (v in setdiff(columns, group)) {
    x <- rows[[v]]
    if (is.factor(x)) { t <- suppressWarnings(chisq.test(table(x, g), correct = FALSE)); test(v, "chi_squared", t$statistic, t$parameter, NA, t$p.value); next }
    if (nlevels(g) == 2) {
      t <- t.test(x ~ g); test(v, "welch", t$statistic, t$parameter, NA, t$p.value)
      t <- t.test(x ~ g, var.equal = TRUE); test(v, "t", t$statistic, t$parameter, NA, t$p.value)
    }
    a <- anova(lm(x ~ g)); test(v, "anova", a$F[1], a$Df[1], a$Df[2], a$P[1])
  }
  binnedTime <- ceiling(rows$time / curves$grid) * curves$grid
  d <- survdiff(Surv(binnedTime, rows$event == curves$level) ~ g)
  test("time", "log_rank", d$chisq, length(d$n) - 1, NA, pchisq(d$chisq, length(d$n) - 1, lower.tail = FALSE))
  km <- NULL
  for (i in seq_along(parts)) {
    p <- parts[[i]]; time <- ceiling(p$time / curves$grid) * curves$grid
    s <- summary(survfit(Surv(time, p$event == curves$level) ~ 1), times = seq(curves$grid, max(time), curves$grid))
    events <- diff(c(0, cumsum(s$n.event)))
    km <- rbind(km, data.frame(group = labels[i], time = s$time, at_risk = s$n.risk, events, survival = full(s$surv), conf_low = full(s$lower), conf_high = full(s$upper)))
  }
  numbers <- columns[sapply(rows[columns], is.numeric)]
  r <- cor(rows[numbers], use = "pairwise.complete.obs")
  correlation <- data.frame(variable = rep(numbers, each = length(numbers)), other = rep(numbers, length(numbers)), value = full(as.vector(t(r))))
  dir <- file.path("testdata", name); dir.create(dir, showWarnings = FALSE, recursive = TRUE)
  put <- function(x, file) write.csv(x, file.path(dir, file), row.names = FALSE, quote = FALSE, na = "")
  put(rows, "rows.csv"); put(do.call(rbind, out), "summary.csv"); put(do.call(rbind, tests), "tests.csv"); put(correlation, "correlation.csv"); put(km, "survival.csv")
  writeLines(file, file.path(dir, "model.json"))
}
description <- function(group, features, survival) sprintf('{\n  "model": {"kind": "describe", "group": "%s"},\n  "features": [\n    %s\n  ],\n  "survival": %s\n}', group, paste(features, collapse = ",\n    "), survival)
times <- function(max, level, grid, more = "") sprintf('{"time": "time", "time_max": %s, "event": "event", "event_level": %s, "grid": %s%s}', max, level, grid, more)

lg <- with(lung, data.frame(sex = factor(c("male", "female")[sex], c("male", "female")), age, ecog = factor(ph.ecog), karno = ph.karno, meal = meal.cal, loss = wt.loss, time, event = status))
describe("describe-lung", lg, description("sex", c(levelled("sex", levels(lg$sex)), number("age", "discrete", 30, 94), levelled("ecog", 0:3, "ordinal"),
  number("karno", "discrete", 0, 128), number("meal", "continuous", 0, 4096), number("loss", "discrete", -28, 100)), times(1100, 2, 30)), "sex", list(meal = c(0, 4096)), list(grid = 30, level = 2))

vt <- with(veteran, data.frame(cell = celltype, trt = factor(trt), karno, diagtime, age, prior = factor(c("no", "yes")[(prior > 0) + 1]), time, event = c("alive", "died")[status + 1]))
describe("describe-veteran", vt, description("cell", c(levelled("cell", levels(vt$cell)), levelled("trt", 1:2), number("karno", "discrete", 0, 128),
  number("diagtime", "discrete", 0, 128), number("age", "discrete", 20, 84), levelled("prior", c("no", "yes"))), times(1000, '"died"', 20)), "cell", list(), list(grid = 20, level = "died"))
