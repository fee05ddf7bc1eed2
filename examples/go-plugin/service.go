package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"

	pb "example.com/holdfast-bbolt/storepb"
)

const optionPath = "path"

var options = []string{"history_retention_ms", "max_lease_ms", "min_lease_ms", optionPath}

// service answers the verbs of the contract. Whether there is a store, and whether the arguments are in
// order, is judged by judge before a verb is called.
type service struct {
	pb.UnimplementedStoreServer
	path        string // of the file, where Configure names none
	health      *health.Server
	configuring sync.Mutex
	open        atomic.Pointer[store]
}

func newService(path string) *service {
	s := &service{path: path, health: health.NewServer()}
	s.health.SetServingStatus("plugin", healthpb.HealthCheckResponse_SERVING)
	s.health.SetServingStatus(pb.Store_ServiceDesc.ServiceName, healthpb.HealthCheckResponse_NOT_SERVING)
	return s
}

// judge stands before every verb with one answer. It answers for go-plugin's own health service too,
// which would say that the store serves before it is configured.
func (p *service) judge(ctx context.Context, r any, info *grpc.UnaryServerInfo, verb grpc.UnaryHandler) (any, error) {
	switch r := r.(type) {
	case *healthpb.HealthCheckRequest:
		return p.health.Check(ctx, r)
	case *pb.InfoRequest, *pb.ConfigureRequest:
		return verb(ctx, r)
	}
	if info.Server != any(p) {
		return verb(ctx, r)
	}
	if err := p.judgeArguments(r); err != nil {
		return nil, err
	}
	return verb(ctx, r)
}

func (p *service) judgeArguments(r any) error {
	if s := p.open.Load(); s != nil {
		return s.check(r)
	}
	return refuse("NOT_CONFIGURED", "Configure has not succeeded yet")
}

func (p *service) Info(context.Context, *pb.InfoRequest) (*pb.InfoResponse, error) {
	info := &pb.InfoResponse{
		PluginName: "bbolt", PluginVersion: "1.0.0", ContractVersions: []string{"1.0"},
		State: pb.InfoResponse_UNCONFIGURED, Limits: defaultLimits().Limits,
		Capabilities: []string{"PRECONDITIONS", "TRANSACTIONS", "WATCH", "PREV_VALUE", "IDEMPOTENCY", "DURABLE"},
	}
	if s := p.open.Load(); s != nil {
		info.State, info.Limits = pb.InfoResponse_READY, s.Limits
	}
	return info, nil
}

func (p *service) Configure(_ context.Context, r *pb.ConfigureRequest) (*pb.ConfigureResponse, error) {
	p.configuring.Lock()
	defer p.configuring.Unlock()
	if p.open.Load() != nil {
		return nil, refuse("ALREADY_CONFIGURED", "the store is configured already")
	}
	for _, name := range r.Required {
		if !slices.Contains(options, name) {
			return nil, refuse("BAD_OPTION", "option "+name+" is unknown; known are "+strings.Join(options, ", "), "option", name)
		}
	}
	l := defaultLimits()
	if err := l.configure(r.Options); err != nil {
		return nil, err
	}
	path := p.path
	if named := r.Options[optionPath]; named != "" {
		path = named
	}
	if path == "" {
		return nil, refuse("BAD_OPTION", "option path is missing: name the file that holds the store", "option", optionPath)
	}
	s, err := openStore(path, l)
	if err != nil {
		return nil, err
	}
	p.open.Store(s)
	p.health.SetServingStatus(pb.Store_ServiceDesc.ServiceName, healthpb.HealthCheckResponse_SERVING)
	return &pb.ConfigureResponse{}, nil
}

func (p *service) close() error {
	p.health.Shutdown()
	if s := p.open.Load(); s != nil {
		return s.close()
	}
	return nil
}

func (p *service) Put(ctx context.Context, r *pb.PutRequest) (*pb.PutResponse, error) {
	o := p.open.Load().operate(ctx, r, r.TxnId, r.RequestId, conditions(r.Key, r.Precondition), putting(r.Key, r.Value))
	return &pb.PutResponse{Header: p.open.Load().header(o.head), ModRevision: o.Revision}, o.err
}

func (p *service) Delete(ctx context.Context, r *pb.DeleteRequest) (*pb.DeleteResponse, error) {
	deletion := &pb.Mutation{Kind: &pb.Mutation_Delete{Delete: r.Range}}
	o := p.open.Load().operate(ctx, r, r.TxnId, r.RequestId, conditions(r.Range.GetKey(), r.Precondition), deletion)
	return &pb.DeleteResponse{Header: p.open.Load().header(o.head), Deleted: o.Deleted}, o.err
}

func putting(key, value []byte) *pb.Mutation {
	return &pb.Mutation{Kind: &pb.Mutation_Put_{Put: &pb.Mutation_Put{Key: key, Value: value}}}
}

func conditions(key []byte, p *pb.Precondition) []*pb.Check {
	if p.GetKind() == nil {
		return nil
	}
	return []*pb.Check{{Key: key, Precondition: p}}
}

// operate makes one change: a commit of its own, or a part of its transaction.
func (s *store) operate(ctx context.Context, r proto.Message, txnID, requestID string, checks []*pb.Check, m *pb.Mutation) (o outcome) {
	if txnID == "" {
		a := &attempt{ctx: ctx, checks: checks, mutations: []*pb.Mutation{m}}
		if requestID != "" {
			a.name, a.hash = "r"+requestID, digest(r)
		}
		return s.commit(a)
	}
	o.err = s.in(ctx, txnID, func(x *txn) error {
		if err := x.writable(1); err != nil {
			return err
		}
		deleted, err := x.buffer(checks, []*pb.Mutation{m}, s.limits)
		o.head, o.Deleted = x.snapshot.revision, uint64(deleted)
		return err
	})
	return o
}

func (p *service) Get(ctx context.Context, r *pb.GetRequest) (answer *pb.GetResponse, err error) {
	s, in := p.open.Load(), intervalOf(r.Range)
	if len(r.StartAfter) > 0 {
		in = in.after(r.StartAfter)
	}
	most, bytes := int(s.MaxPageEntries), 0
	if r.Limit > 0 && int(r.Limit) < most {
		most = int(r.Limit)
	}
	err = s.reading(ctx, r.TxnId, r.MinRevision, r.HistoryId, func(at state) (interval, int) {
		answer = &pb.GetResponse{Header: s.header(at.revision)}
		bytes = proto.Size(answer)
		for kv := range at.in(in) {
			if r.KeysOnly {
				kv = &pb.KeyValue{Key: kv.Key, CreateRevision: kv.CreateRevision, ModRevision: kv.ModRevision, Version: kv.Version}
			}
			bytes += proto.Size(kv) + 5 // its tag and its length
			if n := len(answer.Kvs); n == most || n > 0 && bytes > int(s.MaxPageBytes) {
				answer.More = true
				in.until = successor(kv.Key) // that there is more is an answer too
				break
			}
			answer.Kvs = append(answer.Kvs, kv)
		}
		return in, weight(r.Range, len(answer.Kvs))
	})
	return answer, err
}

func (p *service) Count(ctx context.Context, r *pb.CountRequest) (answer *pb.CountResponse, err error) {
	s, in := p.open.Load(), intervalOf(r.Range)
	err = s.reading(ctx, r.TxnId, r.MinRevision, r.HistoryId, func(at state) (interval, int) {
		answer = &pb.CountResponse{Header: s.header(at.revision)}
		for range at.in(in) {
			answer.Count++
		}
		return in, 1
	})
	return answer, err
}

// reading runs a read on the latest state, or on what its transaction has. The read returns what of the
// keys it covered, and what that counts.
func (s *store) reading(ctx context.Context, txnID string, minRevision uint64, historyID string, read func(state) (interval, int)) error {
	if txnID == "" {
		head := s.head.Load()
		err := s.notOlder(head.revision, minRevision, historyID)
		if err == nil {
			read(*head)
		}
		return err
	}
	return s.in(ctx, txnID, func(x *txn) error {
		if err := s.notOlder(x.snapshot.revision, minRevision, historyID); err != nil {
			return err
		}
		covered, weight := read(x.own)
		return x.noteRead(covered, weight, s.limits)
	})
}

// notOlder refuses a state that is older than what the caller knows, or of another history.
func (s *store) notOlder(revision, least uint64, historyID string) error {
	if historyID != "" && historyID != s.history {
		return s.historyChanged()
	}
	if least > revision {
		head := strconv.FormatUint(revision, 10)
		return refuse("FUTURE_REVISION", "the store is at revision "+head+": a later one is of another history", "revision", head)
	}
	return nil
}

func (s *store) historyChanged() error {
	return refuse("HISTORY_CHANGED", "the store's history is "+s.history+"; read everything anew", "history_id", s.history)
}

func (p *service) Begin(_ context.Context, r *pb.BeginRequest) (*pb.BeginResponse, error) {
	return p.open.Load().begin(r)
}

func (p *service) Commit(ctx context.Context, r *pb.CommitRequest) (*pb.CommitResponse, error) {
	s := p.open.Load()
	if !r.OneShot {
		return s.commitTxn(ctx, r)
	}
	return s.committed(s.commit(&attempt{ctx: ctx, name: "t" + r.TxnId, hash: digest(r), checks: r.Checks, mutations: r.Mutations}))
}

func (p *service) Abort(ctx context.Context, r *pb.AbortRequest) (*pb.AbortResponse, error) {
	return &pb.AbortResponse{}, p.open.Load().abort(ctx, r.TxnId)
}

func (p *service) Watch(r *pb.WatchRequest, stream pb.Store_WatchServer) error {
	if err := p.judgeArguments(r); err != nil {
		return err
	}
	w := &watch{store: p.open.Load(), request: r}
	defer w.watches.Add(-1)
	if w.watches.Add(1) > int64(w.MaxWatches) {
		return refuse("TOO_MANY_WATCHES", "too many watches are open; try again later")
	}
	for _, one := range r.Ranges {
		w.ranges = append(w.ranges, intervalOf(one))
	}
	return w.run(stream)
}

func (s *store) header(revision uint64) *pb.Header {
	return &pb.Header{Revision: revision, HistoryId: s.history}
}
