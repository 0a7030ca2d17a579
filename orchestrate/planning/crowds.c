/* crowds.c - asks of each series and swept value whether all instances fit. */
#include "crowds.h"

#include "environments/crowd_shape.h"
#include "plan/kernel_argv.h"
#include "plan/sweep.h"
#include "series.h"

static int fits(const struct plan_figure *planned, size_t series, uint64_t available,
                struct error *err) {
    size_t values = sweep_present(planned) ? planned->sweep_values.count : 1;
    int status = 0;
    for (size_t i = 0; status == 0 && i < values; i++) {
        struct parameters parameters;
        struct crowd_shape shape;
        status = cell_parameters(planned, series, sweep_present(planned) ? (int)i : -1, &parameters,
                                 err);
        if (status == 0)
            status = crowd_shape_of(&parameters, &shape, err);
        if (status == 0)
            status =
                crowd_fits(planned, planned->series[series].traits.kind, &shape, available, err);
        parameters_free(&parameters);
    }
    return status;
}

int crowds_fit(const struct run_request *request, uint64_t available, struct plan *plan,
               struct plan_figure *planned, size_t *missing, struct error *err) {
    struct error cause;
    if (!yields_crowd(planned->yields))
        return 0;
    if (fits(planned, 0, available, err) < 0)
        return error_wrap(err, "%s: %s", planned->name, planned->series[0].name);
    for (size_t s = planned->series_count; s-- > 1;)
        if (fits(planned, s, available, &cause) < 0 &&
            series_leave_out(request, plan, planned, s, &cause, missing, err) < 0)
            return -1;
    return 0;
}
